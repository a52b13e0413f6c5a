package dev.berth.engine.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.id.TaskId;
import dev.berth.core.id.Ulid;
import dev.berth.core.screen.BuiltInScreen;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.core.task.LifecycleLimits;
import dev.berth.core.task.TaskLifecycle;
import dev.berth.core.time.SystemTime;
import dev.berth.core.time.Time;
import dev.berth.core.waypoint.Waypoints;
import dev.berth.engine.gate.NoRules;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.job.Jobs;
import dev.berth.engine.store.TestDatabase;
import dev.berth.engine.workflow.Workflows;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two clients send the same submission at the same moment. */
class SubmissionRaceTest {
  private static final int ROUNDS = 20;

  @TempDir private Path directory = Path.of("");

  Database database(Path empty) {
    return TestDatabase.open(empty);
  }

  @Test
  void oneKeyIsOneTask() throws Exception {
    try (Database database = database(directory);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Tasks tasks = tasks(database);
      CyclicBarrier together = new CyclicBarrier(2);
      for (int round = 0; round < ROUNDS; round++) {
        Optional<NewTask.IdempotencyKey> key =
            Optional.of(new NewTask.IdempotencyKey("key-" + round, "0".repeat(64)));
        List<Future<Tasks.Submitted>> both = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          both.add(
              threads.submit(
                  () -> {
                    int place = together.await();
                    assertThat(place).isBetween(0, 1);
                    return tasks.submit(Bench.request(Bench.user("ann"), Optional.empty()), key);
                  }));
        }
        Set<TaskId> ids = new HashSet<>();
        int replays = 0;
        for (Future<Tasks.Submitted> one : both) {
          ids.add(one.get().task().id());
          replays += one.get().replay() ? 1 : 0;
        }
        assertThat(ids).hasSize(1);
        assertThat(replays).isEqualTo(1);
      }
    }
  }

  private static Tasks tasks(Database database) {
    Time time = new SystemTime();
    Ulid ids = new Ulid(time, new SplittableRandom());
    TaskLifecycle lifecycle = new TaskLifecycle(LifecycleLimits.defaults());
    Jobs jobs = new NoJobs();
    TaskDriver driver =
        new TaskDriver(database, lifecycle, new CommandWriter(jobs), time, Waypoints.none());
    return new Tasks(
        new Tasks.Parts(database, driver, lifecycle, jobs, time, ids),
        Workflows.load(Optional.empty()),
        TaskLimitsConfig.defaults(),
        new NoRules(),
        task -> true,
        new BuiltInScreen());
  }

  /** Nothing is to move the tasks. */
  private static final class NoJobs implements Jobs {
    @Override
    public void schedule(Tx tx, JobKind kind, String key, Instant at) {}

    @Override
    public void cancel(Tx tx, JobKind kind, String key) {}
  }
}
