package dev.berth.engine.gate;

import dev.berth.core.access.Role;
import dev.berth.core.id.UserId;
import dev.berth.core.repo.Repository;
import dev.berth.core.task.Task;
import dev.berth.engine.task.NewTask;
import java.util.Optional;
import java.util.Set;

/**
 * Who may decide a gate: the task's owner, the repository's approvers and admins, as far as its
 * rules name them, and whom the rules name themselves. An owner whom the rules leave out decides in
 * no other capacity.
 */
final class Deciders {
  private static final String OWNER = "owner";
  private static final String APPROVERS = "approvers";
  private static final String ADMIN = "admin";
  private static final String USER = "user:";

  private Deciders() {}

  /** Whether somebody may decide a gate of the task that names these. */
  static boolean may(
      NewTask.Submitter by, Set<String> named, Task task, Optional<Repository> repository) {
    if (named.contains(USER + by.user().value())) {
      return true;
    }
    if (by.user().equals(task.spec().owner())) {
      return named.contains(OWNER);
    }
    return (named.contains(APPROVERS) && approvers(repository).contains(by.user()))
        || (named.contains(ADMIN) && by.role() == Role.ADMIN);
  }

  /** Whether there is anybody who may. Every installation has an admin. */
  static boolean anybody(Set<String> named, Task task, Optional<Repository> repository) {
    return named.contains(OWNER)
        || named.contains(ADMIN)
        || named.stream().anyMatch(name -> name.startsWith(USER))
        || (named.contains(APPROVERS)
            && approvers(repository).stream().anyMatch(u -> !u.equals(task.spec().owner())));
  }

  private static Set<UserId> approvers(Optional<Repository> repository) {
    return repository.map(r -> r.settings().approvers()).orElse(Set.of());
  }
}
