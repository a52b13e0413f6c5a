package dev.berth.engine.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import dev.berth.core.store.Database;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskState;
import dev.berth.core.task.TaskStatus;
import dev.berth.engine.store.TestDatabase;
import dev.berth.testkit.store.Samples;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The place that people are told is the one at which admission will try their task. */
class QueuePositionsTest {
  private static final List<String> USERS = List.of("B", "a", "_c", "D-1", "d1", "~z");

  @TempDir private Path directory = Path.of("");

  Database database(Path empty) {
    return TestDatabase.open(empty);
  }

  @Test
  void theStoreCountsAsAdmissionDoes() {
    long seed = new SplittableRandom().nextLong();
    SplittableRandom random = new SplittableRandom(seed);
    try (Database database = database(directory)) {
      for (int round = 0; round < 15; round++) {
        int count = random.nextInt(1, 12);
        database.write(
            tx -> {
              for (int i = 0; i < count; i++) {
                tx.tasks().insert(queued(random));
              }
              return count;
            });
        Optional<UserId> servedLast =
            random.nextBoolean()
                ? Optional.empty()
                : Optional.of(new UserId(USERS.get(random.nextInt(USERS.size()))));
        assertThat(stored(database, servedLast))
            .as("seed %s round %s after %s", seed, round, servedLast)
            .isEqualTo(expected(database, servedLast));
      }
    }
  }

  private static Map<TaskId, Integer> stored(Database database, Optional<UserId> servedLast) {
    return database.read(
        tx ->
            tx.tasks()
                .queuePositions(
                    servedLast,
                    new HashSet<>(tx.tasks().queued().stream().map(Task::id).toList())));
  }

  private static Map<TaskId, Integer> expected(Database database, Optional<UserId> servedLast) {
    List<Task> order = FairOrder.of(database.read(tx -> tx.tasks().queued()), servedLast);
    Map<TaskId, Integer> places = new HashMap<>();
    order.forEach(task -> places.put(task.id(), places.size() + 1));
    return places;
  }

  /** Many queue at the same moment. */
  private static Task queued(SplittableRandom random) {
    Samples samples = new Samples();
    Task submitted = samples.task(new UserId(USERS.get(random.nextInt(USERS.size()))));
    TaskState state = submitted.state();
    TaskState.Moments none = state.moments();
    return new Task(
        submitted.id(),
        submitted.spec(),
        new TaskState(
            TaskStatus.QUEUED,
            state.since(),
            new TaskState.Moments(
                Optional.of(Samples.NOW.plusSeconds(random.nextInt(5))),
                none.hydratedAt(),
                none.startedAt(),
                none.suspendedAt(),
                none.exitedAt(),
                none.completedAt()),
            state.ends(),
            state.sums(),
            state.gates(),
            state.fate()),
        Optional.empty(),
        submitted.work(),
        1);
  }
}
