package dev.berth.core.task;

import dev.berth.core.id.RepoId;
import dev.berth.core.id.TaskId;
import dev.berth.core.store.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tasks that a retry repeats: what may be looked back at is one rule for all who do. */
public final class EarlierAttempts {
  /** How many are looked back at; decision 0120. */
  private static final int DEPTH = 5;

  private EarlierAttempts() {}

  /** Those over this repository without a gap, the latest first. */
  public static List<Task> of(Tx tx, Task task, RepoId repository) {
    List<Task> attempts = new ArrayList<>();
    Optional<TaskId> id = task.spec().retryOf();
    while (id.isPresent() && attempts.size() < DEPTH) {
      Optional<Task> attempt =
          tx.tasks()
              .find(id.get())
              .filter(t -> t.spec().repo().filter(r -> r.id().equals(repository)).isPresent());
      attempt.ifPresent(attempts::add);
      id = attempt.flatMap(t -> t.spec().retryOf());
    }
    return attempts;
  }
}
