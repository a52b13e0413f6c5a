package dev.berth.engine.cleanup;

import dev.berth.core.task.Task;
import java.util.Optional;

/**
 * What becomes of a branch when its task has ended: a change request keeps it; a branch of which it
 * is known that nothing is on it is deleted; any other is kept for the task's owner, who may want
 * to take its commits over by hand. Pure.
 */
final class BranchEnd {
  private BranchEnd() {}

  /**
   * To whom the branch is handed over; empty: it is deleted.
   *
   * @param tip of the branch, as the forge has it now
   */
  static Optional<String> of(Task task, String branch, String tip) {
    if (isProvenEmpty(task.work(), tip)) {
      return Optional.empty();
    }
    return Optional.of(
        task.work()
            .changeRequestUrl()
            .map(url -> "change request " + url)
            .orElseGet(() -> task.spec().owner() + ": branch " + branch + " has " + what(task)));
  }

  /** Its tip is where the task began, or where the settlement counted and found nothing. */
  private static boolean isProvenEmpty(Task.Work work, String tip) {
    boolean isCounted = work.commits() == 0 && work.headOid().filter(tip::equals).isPresent();
    return isCounted || work.baseOid().filter(tip::equals).isPresent();
  }

  private static String what(Task task) {
    int commits = task.work().commits();
    return commits == 0
        ? "commits that could not be counted, and no change request"
        : commits + " commits and no change request";
  }
}
