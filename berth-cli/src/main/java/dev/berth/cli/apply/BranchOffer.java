package dev.berth.cli.apply;

import dev.berth.cli.command.CliException;
import java.nio.file.Path;

/**
 * Puts the commits of a bundle into a repository as a branch. Only a ref and objects are added: no
 * working tree, index or other branch is touched. Running it again changes nothing.
 */
public final class BranchOffer {
  private final Git git;
  private final Path repository;

  BranchOffer(Git git, Path repository) {
    this.git = git;
    this.repository = repository;
  }

  /** What came of it. */
  public enum Outcome {
    CREATED,
    ALREADY_THERE
  }

  /**
   * Refuses a directory that is no repository.
   *
   * @throws CliException saying so
   */
  void requireRepository() throws InterruptedException {
    Git.Result result = git.run("rev-parse", "--git-dir");
    if (!result.ok()) {
      throw CliException.failed(
          "NOT_A_REPOSITORY",
          repository + " is not in a git repository: " + result.err(),
          "Name one with --repo PATH: the one the task worked on.");
    }
  }

  /** Whether the repository has a commit. */
  boolean has(String oid) throws InterruptedException {
    return git.run("cat-file", "-e", oid + "^{commit}").ok();
  }

  /**
   * Creates the branch.
   *
   * @param bundle file that {@code git bundle} wrote
   * @param source full name of the ref in the bundle
   * @param head the commit the server said it points at
   * @param branch short name of the branch to make
   * @throws CliException when the branch exists with other commits, or git refuses
   */
  Outcome create(Path bundle, String source, String head, String branch)
      throws InterruptedException {
    if (!git.run("check-ref-format", "--branch", branch).ok()) {
      throw CliException.usage(
          "BAD_BRANCH_NAME",
          "\"" + branch + "\" is not the name of a branch",
          "Name another with --branch NAME.");
    }
    String ref = "refs/heads/" + branch;
    Git.Result existing = git.run("rev-parse", "--verify", "--quiet", ref);
    if (existing.ok()) {
      if (existing.out().equals(head)) {
        return Outcome.ALREADY_THERE;
      }
      throw CliException.failed(
          "BRANCH_EXISTS",
          "the branch " + branch + " exists and points at another commit",
          "Name another with --branch NAME. Berth never moves a branch of yours.");
    }
    // Into a ref of our own first: the branch appears only when it is what the server said.
    String landing = "refs/berth/apply/" + head;
    require(
        git.run(
            "fetch",
            "--quiet",
            "--no-tags",
            "--no-write-fetch-head",
            "--no-recurse-submodules",
            bundle.toString(),
            "+" + source + ":" + landing));
    try {
      Git.Result landed = git.run("rev-parse", "--verify", landing);
      if (!landed.out().equals(head)) {
        throw CliException.failed(
            "BUNDLE_MISMATCH",
            "the bundle holds " + landed.out() + ", and not " + head + " as the server says",
            "Try again; if it stays so, report it.");
      }
      // The empty old value makes git refuse when somebody made the branch meanwhile.
      require(git.run("update-ref", "-m", "berth apply", ref, head, ""));
    } finally {
      git.run("update-ref", "-d", landing);
    }
    return Outcome.CREATED;
  }

  /** Switches the working tree to the branch; git refuses when that would lose changes. */
  void checkOut(String branch) throws InterruptedException {
    require(git.run("switch", "--no-guess", branch));
  }

  private static void require(Git.Result result) {
    if (!result.ok()) {
      throw CliException.failed(
          "GIT_REFUSED",
          "git refused: " + result.err(),
          "Nothing was changed. Repair what git names and try again.");
    }
  }
}
