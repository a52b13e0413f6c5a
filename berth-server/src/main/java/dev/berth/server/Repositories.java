package dev.berth.server;

import dev.berth.core.id.RepoId;
import dev.berth.core.repo.Repository;
import dev.berth.core.store.Database;
import dev.berth.core.task.TaskStatus;
import dev.berth.core.task.TaskStore;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Questions about repositories that need tasks. */
final class Repositories {
  private static final int MOST = 10_000;
  private static final Set<TaskStatus> OPEN =
      Arrays.stream(TaskStatus.values())
          .filter(status -> !status.isTerminal())
          .collect(Collectors.toUnmodifiableSet());

  private Repositories() {}

  /** How many tasks of a repository have not ended. */
  static long openTasks(Database database, Repository repository) {
    RepoId id = repository.id();
    return database
        .read(
            tx ->
                tx.tasks()
                    .list(
                        new TaskStore.Filter(
                            Optional.empty(),
                            Optional.of(repository.name()),
                            OPEN,
                            Optional.empty(),
                            MOST)))
        .stream()
        .filter(task -> task.spec().repo().filter(ref -> ref.id().equals(id)).isPresent())
        .count();
  }
}
