package dev.berth.init.work;

import dev.berth.init.verify.ToolRun;
import java.io.IOException;
import java.util.Optional;

/**
 * Makes one commit of what an agent left, and pushes it to the session's branch. Commits that the
 * agent pushed there itself stay: ours comes on top of them, if there is anything to add.
 */
final class Delivery {
  private static final String UNFINISHED = "Unfinished: ";

  private final ShadowGit shadow;
  private final GitDoor door;

  Delivery(ShadowGit shadow, GitDoor door) {
    this.shadow = shadow;
    this.door = door;
  }

  /**
   * Delivers; nothing happens when nothing changed.
   *
   * @param finished whether the agent says that the work is done; the commit says it, if not
   * @return why the push was refused, in git's words; empty when all is well
   * @throws IOException when it could not be committed
   */
  Optional<String> deliver(Deadline end, WorkOrder order, boolean finished)
      throws IOException, InterruptedException {
    Optional<String> tree = shadow.snapshot(end);
    if (tree.isEmpty()) {
      throw new IOException("the agent removed its working tree");
    }
    String ref = "refs/heads/" + order.branch();
    String parent = pushedAlready(end, ref).orElse(order.base());
    if (tree.get().equals(shadow.step(end, "rev-parse", parent + "^{tree}"))) {
      return Optional.empty();
    }
    String message = (finished ? "" : UNFINISHED) + order.message();
    String commit = shadow.step(end, "commit-tree", tree.get(), "-p", parent, "-m", message);
    ToolRun pushed = door.run(end, "push", "-q", door.url(), commit + ":" + ref);
    return pushed.ok() ? Optional.empty() : Optional.of(pushed.output().strip());
  }

  /** The tip of the branch, when the agent pushed by itself; it is here afterwards. */
  private Optional<String> pushedAlready(Deadline end, String ref)
      throws IOException, InterruptedException {
    ToolRun listed = door.run(end, "ls-remote", "-q", door.url(), ref);
    if (!listed.ok()) {
      throw ShadowGit.failed(listed, "ls-remote");
    }
    Optional<String> oid =
        listed
            .output()
            .lines()
            .filter(line -> line.endsWith("\t" + ref))
            .map(line -> line.substring(0, line.indexOf('\t')))
            .findFirst();
    if (oid.isPresent()) {
      ToolRun fetched = door.run(end, "fetch", "-q", door.url(), oid.get());
      if (!fetched.ok()) {
        throw ShadowGit.failed(fetched, "fetch");
      }
    }
    return oid;
  }
}
