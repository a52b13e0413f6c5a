package dev.berth.engine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.core.store.Database;
import dev.berth.core.time.SystemTime;
import dev.berth.core.time.Time;
import dev.berth.core.waypoint.Waypoints;
import dev.berth.engine.job.JobHandler.Next;
import dev.berth.engine.store.TestDatabase;
import dev.berth.testkit.fault.Crash;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worker over db-scheduler, on real time. */
class JobWorkerTest {
  @TempDir Path directory;
  private final Time time = new SystemTime();
  private Database database;
  private Jobs jobs;

  @BeforeEach
  void open() {
    database = database(directory);
    jobs = new DurableJobs(database, time);
  }

  /** The embedded database; another suite runs the same on PostgreSQL. */
  Database database(Path empty) {
    return TestDatabase.open(empty);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void isWokenAfterTheCommit() {
    RecordingHandler handler = new RecordingHandler(JobKind.ADMIT, key -> Next.done());
    try (JobWorker worker = worker("one", handler)) {
      worker.start();
      for (int i = 0; i < 50; i++) {
        schedule(JobKind.ADMIT, "task-" + i, time.now());
      }
      await().atMost(Duration.ofSeconds(10)).until(() -> handler.runs().size() == 50);
      assertThat(Set.copyOf(handler.runs())).hasSize(50);
      await().until(() -> waiting() == 0);
    }
  }

  @Test
  void runsOnceMoreWhenAskedForWhileRunning() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    RecordingHandler handler =
        new RecordingHandler(
            JobKind.SETTLE,
            key -> {
              running.countDown();
              awaitLatch(go);
              return Next.done();
            });
    try (JobWorker worker = worker("one", handler)) {
      worker.start();
      schedule(JobKind.SETTLE, "t", time.now());
      running.await();
      schedule(JobKind.SETTLE, "t", time.now());
      go.countDown();
      await().atMost(Duration.ofSeconds(5)).until(() -> handler.runs().size() == 2);
      await().until(() -> waiting() == 0);
    }
  }

  @Test
  void triesAFailingJobAgain() {
    AtomicInteger left = new AtomicInteger(2);
    RecordingHandler handler =
        new RecordingHandler(
            JobKind.START,
            key -> {
              if (left.getAndDecrement() > 0) {
                throw new IllegalStateException("fails on purpose");
              }
              return Next.done();
            });
    try (JobWorker worker = worker("one", handler)) {
      worker.start();
      schedule(JobKind.START, "t", time.now());
      await().atMost(Duration.ofSeconds(10)).until(() -> handler.runs().size() == 3);
      await().until(() -> waiting() == 0);
    }
  }

  @Test
  void revivesAtOnceWhatADeadProcessHeld() {
    ManualJobs dead =
        new ManualJobs(
            database,
            List.of(
                new RecordingHandler(
                    JobKind.CLEANUP,
                    key -> {
                      throw new Crash("cleanup");
                    })),
            "dead",
            time,
            new SplittableRandom(1));
    schedule(JobKind.CLEANUP, "s", time.now());
    assertThat(org.assertj.core.api.Assertions.catchThrowable(dead::runDue))
        .isInstanceOf(Crash.class);
    RecordingHandler handler = new RecordingHandler(JobKind.CLEANUP, key -> Next.done());
    try (JobWorker worker = worker("alive", handler)) {
      worker.start();
      await().atMost(Duration.ofSeconds(5)).until(() -> handler.runs().size() == 1);
    }
  }

  @Test
  void keepsAndNamesJobsOfUnknownKinds() {
    schedule(JobKind.RETENTION, "events", time.now());
    RecordingHandler handler = new RecordingHandler(JobKind.ADMIT, key -> Next.done());
    try (JobWorker worker = worker("one", handler)) {
      worker.start();
      schedule(JobKind.ADMIT, "t", time.now());
      await().atMost(Duration.ofSeconds(5)).until(() -> handler.runs().size() == 1);
      assertThat(worker.unknownKinds()).containsExactly("retention");
      await().until(() -> waiting() == 1);
    }
  }

  private JobWorker worker(String name, JobHandler... handlers) {
    return new JobWorker(
        database,
        List.of(handlers),
        new WorkerSettings(name, Set.of("dead"), 8),
        time,
        new SplittableRandom(1),
        Waypoints.none());
  }

  private int waiting() {
    return database.read(tx -> JobTable.waiting(tx.connection())).size();
  }

  private void schedule(JobKind kind, String key, Instant at) {
    database.write(
        tx -> {
          jobs.schedule(tx, kind, key, at);
          return true;
        });
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
