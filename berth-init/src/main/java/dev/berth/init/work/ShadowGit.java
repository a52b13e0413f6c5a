package dev.berth.init.work;

import dev.berth.init.verify.Git;
import dev.berth.init.verify.ToolRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Git over the agent's tree, with a git directory that Berth made. The agent's {@code .git} is not
 * read: what it put there, hooks, filters and refs included, has no say in what is committed.
 *
 * <p>Thread-safe; who writes the index has it alone.
 */
public final class ShadowGit {
  private final Git git;
  private final Path tree;
  private final Path directory;

  /**
   * Over a tree.
   *
   * @param directory made when first needed; outside the tree
   */
  public ShadowGit(Git git, Path tree, Path directory) {
    this.git = git;
    this.tree = tree;
    this.directory = directory;
  }

  Path tree() {
    return tree;
  }

  Path directory() {
    return directory;
  }

  /**
   * Writes the tree as it is now: all that git would track, and what the base has of files that are
   * ignored.
   *
   * @return the id of the tree; empty when there is no directory yet
   * @throws IOException when it failed or took too long; the next time tries again
   */
  public synchronized Optional<String> snapshot(Deadline end)
      throws IOException, InterruptedException {
    if (!Files.isDirectory(tree)) {
      return Optional.empty();
    }
    create(end);
    // Left by a git that was killed since its time was up. Nobody else works in this directory.
    Files.deleteIfExists(directory.resolve("index.lock"));
    ToolRun added = attempt(end, "add", "--all", "--ignore-errors");
    // A file that cannot be read is left out; git then exits with 1.
    if (!added.ok() && added.exit() != 1) {
      throw failed(added, "add");
    }
    return Optional.of(step(end, "write-tree"));
  }

  /** From here on a file that is ignored and that this commit has stays as it is in the tree. */
  synchronized void start(Deadline end, String commit) throws IOException, InterruptedException {
    step(end, "read-tree", commit);
  }

  /** Makes the tree what this commit has; files that it does not have and git knows go. */
  synchronized void lay(Deadline end, String commit) throws IOException, InterruptedException {
    step(end, "read-tree", "--reset", "-u", commit);
  }

  void create(Deadline end) throws IOException, InterruptedException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
      step(end, "init", "-q");
    }
  }

  /**
   * Runs git; its output.
   *
   * @throws IOException with git's own words when it failed, or when the time was up
   */
  public String step(Deadline end, String... arguments) throws IOException, InterruptedException {
    ToolRun run = attempt(end, arguments);
    if (!run.ok()) {
      throw failed(run, arguments[0]);
    }
    return run.output().strip();
  }

  /** Runs git, which may fail. */
  ToolRun attempt(Deadline end, String... arguments) throws IOException, InterruptedException {
    String[] all = new String[arguments.length + 2];
    all[0] = "--git-dir=" + directory;
    all[1] = "--work-tree=" + tree;
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    Path where = Files.isDirectory(tree) ? tree : directory;
    return git.run(where, end.left(arguments[0]), all);
  }

  /** Runs git beside the tree, without the shadow. */
  ToolRun beside(Deadline end, String... arguments) throws IOException, InterruptedException {
    return git.run(directory, end.left(arguments[0]), arguments);
  }

  static IOException failed(ToolRun run, String command) {
    return new IOException(
        run.exit() == ToolRun.TIMED_OUT
            ? "git " + command + " took too long"
            : "git " + command + " failed: " + run.output().strip());
  }
}
