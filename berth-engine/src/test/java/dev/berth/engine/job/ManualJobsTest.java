package dev.berth.engine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.store.Database;
import dev.berth.engine.job.JobHandler.Next;
import dev.berth.engine.store.TestDatabase;
import dev.berth.testkit.fault.Crash;
import dev.berth.testkit.time.VirtualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules of jobs, on virtual time. */
class ManualJobsTest {
  @TempDir Path directory;
  private final VirtualTime time = new VirtualTime();
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
  void runsWhatIsDueInTheOrderOfTimeKindAndKey() {
    List<String> order = new ArrayList<>();
    ManualJobs worker =
        manual(
            handler(JobKind.ADMIT, key -> done(order, "admit " + key)),
            handler(JobKind.START, key -> done(order, "start " + key)));
    schedule(JobKind.START, "b", Duration.ZERO);
    schedule(JobKind.START, "a", Duration.ZERO);
    schedule(JobKind.ADMIT, "z", Duration.ZERO);
    schedule(JobKind.ADMIT, "late", Duration.ofMillis(1));
    assertThat(worker.runDue()).isEqualTo(3);
    assertThat(order).containsExactly("admit z", "start a", "start b");
    assertThat(worker.waiting()).containsExactly("admit late");
    time.advance(Duration.ofMillis(1));
    assertThat(worker.runDue()).isEqualTo(1);
    assertThat(worker.waiting()).isEmpty();
  }

  @Test
  void theEarlierTimeOfTwoCounts() {
    ManualJobs worker = manual(handler(JobKind.DEADLINE, key -> Next.done()));
    schedule(JobKind.DEADLINE, "t", Duration.ofSeconds(5));
    schedule(JobKind.DEADLINE, "t", Duration.ofSeconds(9));
    assertThat(worker.nextDue()).contains(time.now().plusSeconds(5));
    schedule(JobKind.DEADLINE, "t", Duration.ofSeconds(2));
    assertThat(worker.nextDue()).contains(time.now().plusSeconds(2));
    assertThat(worker.waiting()).hasSize(1);
  }

  @Test
  void rollsBackWithItsUnitOfWork() {
    ManualJobs worker = manual(handler(JobKind.ADMIT, key -> Next.done()));
    assertThatThrownBy(
            () ->
                database.write(
                    tx -> {
                      jobs.schedule(tx, JobKind.ADMIT, "never", time.now());
                      throw new IllegalStateException("roll back");
                    }))
        .hasMessage("roll back");
    assertThat(worker.waiting()).isEmpty();
  }

  @Test
  void cancelForgetsAWaitingJob() {
    ManualJobs worker = manual(handler(JobKind.ADMIT, key -> Next.done()));
    schedule(JobKind.ADMIT, "t", Duration.ZERO);
    cancel(JobKind.ADMIT, "t");
    assertThat(worker.runDue()).isZero();
  }

  @Test
  void aRunningJobThatIsAskedForRunsOnceMore() {
    RecordingHandler handler =
        new RecordingHandler(
            JobKind.SETTLE,
            key -> {
              if (time.now().equals(Instant.parse("2026-01-01T00:00:00Z"))) {
                schedule(JobKind.SETTLE, key, Duration.ofSeconds(7));
                schedule(JobKind.SETTLE, key, Duration.ofSeconds(3));
                schedule(JobKind.SETTLE, key, Duration.ofSeconds(5));
              }
              return Next.done();
            });
    ManualJobs worker = manual(handler);
    schedule(JobKind.SETTLE, "t", Duration.ZERO);
    assertThat(worker.runDue()).isEqualTo(1);
    assertThat(worker.nextDue()).contains(time.now().plusSeconds(3));
    time.advance(Duration.ofSeconds(3));
    assertThat(worker.runDue()).isEqualTo(1);
    assertThat(worker.waiting()).isEmpty();
  }

  @Test
  void ofAgainAndAskedForTheEarlierCounts() {
    RecordingHandler handler =
        new RecordingHandler(
            JobKind.SETTLE,
            key -> {
              schedule(JobKind.SETTLE, key, Duration.ofSeconds(2));
              return Next.again(time.now().plusSeconds(4));
            });
    ManualJobs worker = manual(handler);
    schedule(JobKind.SETTLE, "t", Duration.ZERO);
    worker.runDue();
    assertThat(worker.nextDue()).contains(time.now().plusSeconds(2));
  }

  @Test
  void aRunningJobThatIsCancelledDoesNotRunAgainUnlessAskedForAfterwards() {
    ManualJobs worker =
        manual(
            handler(
                JobKind.SETTLE,
                key -> {
                  cancel(JobKind.SETTLE, key);
                  return Next.again(time.now());
                }),
            handler(
                JobKind.VERIFY,
                key -> {
                  cancel(JobKind.VERIFY, key);
                  schedule(JobKind.VERIFY, key, Duration.ofSeconds(1));
                  return Next.done();
                }));
    schedule(JobKind.SETTLE, "t", Duration.ZERO);
    schedule(JobKind.VERIFY, "t", Duration.ZERO);
    assertThat(worker.runDue()).isEqualTo(2);
    assertThat(worker.waiting()).containsExactly("verify t");
  }

  @Test
  void aFailingJobIsTriedAgainWithGrowingBackoff() {
    ManualJobs worker =
        manual(
            handler(
                JobKind.START,
                key -> {
                  throw new IllegalStateException("fails on purpose");
                }));
    schedule(JobKind.START, "t", Duration.ZERO);
    long longest = 200;
    for (int i = 0; i < 12; i++) {
      assertThat(worker.runDue()).isEqualTo(1);
      Duration wait = Duration.between(time.now(), worker.nextDue().orElseThrow());
      assertThat(wait.toMillis()).isBetween(longest / 2, longest);
      longest = Math.min(30_000, longest * 2);
      time.advance(wait);
    }
  }

  @Test
  void aCrashLeavesTheJobTakenAndTheNextBootOfTheWorkerRunsIt() {
    ManualJobs crashing =
        manual(
            handler(
                JobKind.START,
                key -> {
                  throw new Crash("start");
                }));
    schedule(JobKind.START, "t", Duration.ZERO);
    assertThatThrownBy(crashing::runDue).isInstanceOf(Crash.class);
    RecordingHandler handler = new RecordingHandler(JobKind.START, key -> Next.done());
    ManualJobs restarted = manual(handler);
    assertThat(restarted.runDue()).isEqualTo(1);
    assertThat(handler.runs()).containsExactly("t");
  }

  @Test
  void aJobOfAnUnknownKindWaits() {
    ManualJobs worker = manual(handler(JobKind.ADMIT, key -> Next.done()));
    schedule(JobKind.RETENTION, "events", Duration.ZERO);
    schedule(JobKind.ADMIT, "t", Duration.ZERO);
    assertThat(worker.runDue()).isEqualTo(1);
    assertThat(worker.waiting()).containsExactly("retention events");
  }

  @Test
  void runUntilTurnsTheClockFromJobToJob() {
    List<Instant> moments = new ArrayList<>();
    Instant start = time.now();
    ManualJobs worker =
        manual(
            handler(
                JobKind.RECONCILE,
                key -> {
                  moments.add(time.now());
                  return Next.again(time.now().plusSeconds(30));
                }));
    schedule(JobKind.RECONCILE, "host", Duration.ZERO);
    worker.runUntil(start.plusSeconds(65), to -> time.advance(Duration.between(time.now(), to)));
    assertThat(moments).containsExactly(start, start.plusSeconds(30), start.plusSeconds(60));
    assertThat(time.now()).isEqualTo(start.plusSeconds(65));
  }

  private ManualJobs manual(JobHandler... handlers) {
    return new ManualJobs(database, List.of(handlers), "node", time, new SplittableRandom(1));
  }

  private static JobHandler handler(JobKind kind, java.util.function.Function<String, Next> work) {
    return new RecordingHandler(kind, work);
  }

  private static Next done(List<String> order, String what) {
    order.add(what);
    return Next.done();
  }

  private void schedule(JobKind kind, String key, Duration in) {
    database.write(
        tx -> {
          jobs.schedule(tx, kind, key, time.now().plus(in));
          return true;
        });
  }

  private void cancel(JobKind kind, String key) {
    database.write(
        tx -> {
          jobs.cancel(tx, kind, key);
          return true;
        });
  }
}
