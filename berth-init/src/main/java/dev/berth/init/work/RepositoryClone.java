package dev.berth.init.work;

import dev.berth.init.verify.ToolRun;
import java.io.IOException;

/** The clone that an agent finds, which does not know how to make it. */
final class RepositoryClone {
  private final ShadowGit shadow;
  private final GitDoor door;

  RepositoryClone(ShadowGit shadow, GitDoor door) {
    this.shadow = shadow;
    this.door = door;
  }

  /**
   * Fetches once, into Berth's own git directory, and clones from there: on one file system that
   * costs links, not copies. The agent's clone has the session's branch checked out at the base,
   * and the git door as its origin.
   *
   * @throws IOException with git's own words
   */
  void make(Deadline end, WorkOrder order) throws IOException, InterruptedException {
    shadow.create(end);
    ToolRun fetched =
        door.run(end, "fetch", "-q", door.url(), order.base(), "+refs/tags/*:refs/tags/*");
    if (!fetched.ok()) {
      throw ShadowGit.failed(fetched, "fetch");
    }
    shadow.step(end, "update-ref", "refs/heads/" + order.defaultBranch(), order.base());
    shadow.step(end, "update-ref", "refs/heads/" + order.branch(), order.base());
    shadow.start(end, order.base());
    String from = shadow.directory().toString();
    String to = shadow.tree().toString();
    beside(end, "clone", "-q", "--local", "--branch", order.branch(), "--", from, to);
    beside(end, "-C", to, "remote", "set-url", "origin", door.url());
    if (!order.start().isEmpty()) {
      goOn(end, order.start());
    }
  }

  /** Lays an earlier attempt's tree over the clone, whose own index and branch stay at the base. */
  private void goOn(Deadline end, String ref) throws IOException, InterruptedException {
    ToolRun fetched = door.run(end, "fetch", "-q", door.url(), ref);
    if (!fetched.ok()) {
      throw ShadowGit.failed(fetched, "fetch");
    }
    shadow.lay(end, "FETCH_HEAD");
  }

  private void beside(Deadline end, String... arguments) throws IOException, InterruptedException {
    ToolRun run = shadow.beside(end, arguments);
    if (!run.ok()) {
      throw ShadowGit.failed(run, arguments[0]);
    }
  }
}
