package dev.berth.init.checkpoint;

import dev.berth.init.verify.Git;
import dev.berth.init.verify.ToolRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Saves the agent's tree as commits in a git directory of our own, and pushes them to a ref that
 * Berth keeps and never forwards. The agent's {@code .git} is not touched or read: what it put
 * there, hooks and filters included, has no say.
 *
 * <p>Thread-safe; one checkpoint at a time.
 */
public final class Checkpointer {
  private final Git git;
  private final Target target;
  private final Path gitDirectory;
  private String lastTree = "";
  private String lastCommit = "";

  /**
   * Where checkpoints come from and go to.
   *
   * @param tree the agent's working tree
   */
  public record Target(Path tree, String url, String ref) {}

  /**
   * A checkpointer for one session.
   *
   * @param gitDirectory made when first needed; outside the tree
   */
  public Checkpointer(Git git, Target target, Path gitDirectory) {
    this.git = git;
    this.target = target;
    this.gitDirectory = gitDirectory;
  }

  /**
   * Saves what has changed since the last one, if anything.
   *
   * @param limit for the whole of it
   * @return false when there is nothing to save yet
   * @throws IOException when it failed or took too long; the next one tries again
   */
  public synchronized boolean save(Duration limit) throws IOException, InterruptedException {
    if (!Files.isDirectory(target.tree())) {
      return false;
    }
    long end = System.nanoTime() + limit.toNanos();
    if (!Files.isDirectory(gitDirectory)) {
      Files.createDirectories(gitDirectory);
      step(end, "init", "-q");
    }
    // Left by a git that was killed since its time was up. Nobody else works in this directory.
    Files.deleteIfExists(gitDirectory.resolve("index.lock"));
    step(end, "add", "--all", "--ignore-errors");
    String tree = step(end, "write-tree");
    if (tree.equals(lastTree)) {
      return true;
    }
    String commit =
        lastCommit.isEmpty()
            ? step(end, "commit-tree", tree, "-m", "Checkpoint")
            : step(end, "commit-tree", tree, "-p", lastCommit, "-m", "Checkpoint");
    step(end, "push", "-q", "--force", target.url(), commit + ":" + target.ref());
    lastTree = tree;
    lastCommit = commit;
    return true;
  }

  private String step(long end, String... arguments) throws IOException, InterruptedException {
    Duration left = Duration.ofNanos(end - System.nanoTime());
    if (left.isNegative() || left.isZero()) {
      throw tooLong(arguments[0]);
    }
    String[] all = new String[arguments.length + 2];
    all[0] = "--git-dir=" + gitDirectory;
    all[1] = "--work-tree=" + target.tree();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    ToolRun run = git.run(target.tree(), left, all);
    if (run.exit() == ToolRun.TIMED_OUT) {
      throw tooLong(arguments[0]);
    }
    // A file that cannot be read is left out of the checkpoint; git then exits with 1.
    boolean partial = arguments[0].equals("add") && run.exit() == 1;
    if (!run.ok() && !partial) {
      throw new IOException("git " + arguments[0] + " failed: " + run.output());
    }
    return run.output().strip();
  }

  private static IOException tooLong(String command) {
    return new IOException("the checkpoint took too long at git " + command);
  }
}
