package dev.berth.engine.session;

import dev.berth.core.task.Task;
import java.util.Optional;

/** What becomes known of a task's work, one fact at a time. Pure. */
public final class WorkChanges {
  private WorkChanges() {}

  /** What the forge has of the branch. */
  public static Task.Work pushed(Task.Work work, ChangeRequests.Pushed pushed) {
    return with(
        work,
        Optional.of(pushed.head()),
        pushed.commits(),
        work.changeRequestUrl(),
        work.buildPassed(),
        work.lintPassed());
  }

  /** Where the change request is. */
  static Task.Work proposed(Task.Work work, ChangeRequests.Pushed pushed, String url) {
    return with(
        work,
        Optional.of(pushed.head()),
        pushed.commits(),
        Optional.of(url),
        work.buildPassed(),
        work.lintPassed());
  }

  /** What Berth's own build says; empty: it was not run. */
  public static Task.Work verified(
      Task.Work work, Optional<Boolean> build, Optional<Boolean> lint) {
    return with(work, work.headOid(), work.commits(), work.changeRequestUrl(), build, lint);
  }

  private static Task.Work with(
      Task.Work work,
      Optional<String> head,
      int commits,
      Optional<String> url,
      Optional<Boolean> build,
      Optional<Boolean> lint) {
    return new Task.Work(
        work.branch(),
        work.baseOid(),
        head,
        commits,
        url,
        build,
        lint,
        work.turnsAttempted(),
        work.turnsCompleted(),
        work.promptVersion(),
        work.release(),
        work.isolation(),
        work.artifact());
  }
}
