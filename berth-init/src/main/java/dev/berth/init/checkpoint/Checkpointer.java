package dev.berth.init.checkpoint;

import dev.berth.init.work.Deadline;
import dev.berth.init.work.ShadowGit;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Saves the agent's tree as commits in a git directory of our own, and pushes them to a ref that
 * Berth keeps and never forwards. The agent's {@code .git} is not touched or read: what it put
 * there, hooks and filters included, has no say.
 *
 * <p>Thread-safe; one checkpoint at a time.
 */
public final class Checkpointer {
  private final ShadowGit shadow;
  private final Target target;
  private String lastTree = "";
  private String lastCommit = "";

  /** Where checkpoints go. */
  public record Target(String url, String ref) {}

  /** A checkpointer for one session. */
  public Checkpointer(ShadowGit shadow, Target target) {
    this.shadow = shadow;
    this.target = target;
  }

  /**
   * Saves what has changed since the last one, if anything.
   *
   * @param limit for the whole of it
   * @return false when there is nothing to save yet
   * @throws IOException when it failed or took too long; the next one tries again
   */
  public synchronized boolean save(Duration limit) throws IOException, InterruptedException {
    Deadline end = Deadline.in(limit);
    Optional<String> tree = shadow.snapshot(end);
    if (tree.isEmpty()) {
      return false;
    }
    if (tree.get().equals(lastTree)) {
      return true;
    }
    String commit =
        lastCommit.isEmpty()
            ? shadow.step(end, "commit-tree", tree.get(), "-m", "Checkpoint")
            : shadow.step(end, "commit-tree", tree.get(), "-p", lastCommit, "-m", "Checkpoint");
    shadow.step(end, "push", "-q", "--force", target.url(), commit + ":" + target.ref());
    lastTree = tree.get();
    lastCommit = commit;
    return true;
  }
}
