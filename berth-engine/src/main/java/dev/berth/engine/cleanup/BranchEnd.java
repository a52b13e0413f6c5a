package dev.berth.engine.cleanup;

import dev.berth.core.lease.Lease;
import dev.berth.core.task.Task;
import java.util.Optional;

/**
 * What becomes of a branch when its task has ended: a change request keeps it; commits that no
 * change request has are kept for the task's owner, who may want to take them over by hand;
 * anything else is deleted. Pure.
 */
final class BranchEnd {
  private BranchEnd() {}

  /** To whom the branch is handed over; empty: it is deleted. */
  static Optional<String> of(Lease lease, Task task) {
    if (lease.handle().isEmpty() || task.work().commits() == 0) {
      return Optional.empty();
    }
    String branch = Branches.Named.of(lease).branch();
    return Optional.of(
        task.work()
            .changeRequestUrl()
            .map(url -> "change request " + url)
            .orElseGet(
                () ->
                    task.spec().owner()
                        + ": branch "
                        + branch
                        + " has "
                        + task.work().commits()
                        + " commits and no change request"));
  }
}
