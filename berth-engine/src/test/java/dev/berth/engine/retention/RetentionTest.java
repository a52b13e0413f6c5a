package dev.berth.engine.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.blob.Artifact;
import dev.berth.core.blob.BlobStore;
import dev.berth.core.event.EventType;
import dev.berth.core.event.NewEvent;
import dev.berth.core.event.TaskEvent;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import dev.berth.core.store.Database;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskState;
import dev.berth.core.task.TaskStatus;
import dev.berth.engine.job.DurableJobs;
import dev.berth.engine.job.ManualJobs;
import dev.berth.engine.retention.Retention.Report;
import dev.berth.engine.store.TestDatabase;
import dev.berth.testkit.blob.FakeBlobs;
import dev.berth.testkit.fault.Crash;
import dev.berth.testkit.fault.CrashingDatabase;
import dev.berth.testkit.fault.Faults;
import dev.berth.testkit.store.Samples;
import dev.berth.testkit.time.VirtualTime;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Retention as a durable job, on virtual time. */
class RetentionTest {
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir private Path directory = Path.of("");
  private final VirtualTime time = new VirtualTime();
  private final Samples samples = new Samples();
  private final FakeBlobs blobs = new FakeBlobs(time);
  private Database database;
  private boolean ledgerBehind;

  Database open(Path empty) {
    return TestDatabase.open(empty);
  }

  @BeforeEach
  void openDatabase() {
    database = open(directory);
  }

  @AfterEach
  void closeDatabase() {
    database.close();
  }

  @Test
  void aTaskIsKeptFor90DaysAndThenGoesWithItsBlobs() {
    Life life = new Life(database);
    TaskId task = ended("mine");
    String shared = delivered(task, "both have this");
    String own = delivered(task, "only one has this");
    time.advance(DAY.multipliedBy(30));
    TaskId younger = ended("later");
    assertThat(delivered(younger, "both have this")).isEqualTo(shared);
    life.retention.begin();
    life.runDue();
    time.advance(DAY.multipliedBy(60));
    life.runDue();
    assertThat(exists(task)).isTrue();
    assertThat(life.retention.report()).isEqualTo(new Report(0, 0, 0));

    time.advance(Duration.ofHours(2));
    life.runDue();
    assertThat(exists(task)).isFalse();
    assertThat(exists(younger)).isTrue();
    time.advance(Duration.ofHours(1));
    life.runDue();
    assertThat(blobs.exists(own)).isFalse();
    assertThat(blobs.exists(shared)).isTrue();
    assertThat(life.retention.report()).isEqualTo(new Report(1, 1, "only one has this".length()));
  }

  @Test
  void aTaskOfManyRowsGoesInManyUnitsOfWork() {
    TaskId task = ended("many");
    for (int i = 0; i < 30; i++) {
      List<NewEvent> events =
          IntStream.range(0, 100).mapToObj(n -> Samples.event(EventType.AGENT_TURN)).toList();
      database.write(tx -> tx.events().append(task, events));
    }
    time.advance(DAY.multipliedBy(91));
    Faults counting = new Faults();
    ExpiredTasks expired = new ExpiredTasks(new CrashingDatabase(database, counting));
    Instant before = time.now().minus(DAY.multipliedBy(90));
    int units = 1;
    while (expired.unit(before)) {
      units++;
    }
    assertThat(exists(task)).isFalse();
    // Three of 1,000 events each, one of the last event, one of the rest, one that finds nothing.
    assertThat(units).isEqualTo(6);
    assertThat(counting.passed()).isEqualTo(2L * units);
    assertThat(expired.summary().orElseThrow()).startsWith("1 tasks, 30");
    assertThat(expired.summary()).isEmpty();
  }

  @Test
  void aServerThatDiesInBetweenLeavesTheRestToTheNext() {
    TaskId task = ended("half");
    List<NewEvent> events =
        IntStream.range(0, 1_500).mapToObj(n -> Samples.event(EventType.AGENT_TURN)).toList();
    database.write(tx -> tx.events().append(task, events));
    time.advance(DAY.multipliedBy(91));
    Faults faults = new Faults();
    ExpiredTasks dying = new ExpiredTasks(new CrashingDatabase(database, faults));
    Instant before = time.now().minus(DAY.multipliedBy(90));
    faults.crashAt(1);
    assertThatThrownBy(() -> dying.unit(before)).isInstanceOf(Crash.class);
    assertThat(exists(task)).isTrue();
    List<TaskEvent> left = database.read(tx -> tx.events().after(task, 0, 2_000));
    assertThat(left).hasSize(501);

    Life life = new Life(database);
    life.retention.begin();
    life.runDue();
    assertThat(exists(task)).isFalse();
    assertThat(life.retention.report().tasks()).isEqualTo(1);
  }

  @Test
  void whatNobodyNotedIsKeptForADay() {
    BlobStore.Blob lost = blobs.put(bytes("a server died before it noted this"), 100);
    Life life = new Life(database);
    life.retention.begin();
    life.runDue();
    time.advance(Duration.ofHours(23));
    life.runDue();
    assertThat(blobs.exists(lost.sha256())).isTrue();
    time.advance(Duration.ofHours(2));
    life.runDue();
    assertThat(blobs.exists(lost.sha256())).isFalse();
  }

  @Test
  void nothingIsUnusedWhileTheLedgerIsBehind() {
    blobs.put(bytes("of a row that a restored database lacks"), 100);
    Life life = new Life(database);
    ledgerBehind = true;
    life.retention.begin();
    time.advance(DAY.multipliedBy(2));
    life.runDue();
    assertThat(blobs.count()).isEqualTo(1);
    ledgerBehind = false;
    time.advance(Duration.ofHours(1));
    life.runDue();
    assertThat(blobs.count()).isZero();
  }

  /** One life of a server. */
  private final class Life {
    private final Retention retention;
    private final ManualJobs worker;

    private Life(Database mine) {
      retention =
          new Retention(
              new Retention.Parts(mine, blobs, new DurableJobs(mine, time), time),
              RetentionSettings.defaults(),
              () -> ledgerBehind);
      worker = new ManualJobs(mine, List.of(retention), "one", time, new SplittableRandom(7));
    }

    private void runDue() {
      worker.runDue();
    }
  }

  private TaskId ended(String user) {
    Task submitted = samples.task(new UserId(user));
    TaskState.Moments none = submitted.state().moments();
    TaskState state =
        new TaskState(
            TaskStatus.COMPLETED,
            time.now(),
            new TaskState.Moments(
                none.queuedAt(),
                none.hydratedAt(),
                none.startedAt(),
                none.suspendedAt(),
                none.exitedAt(),
                Optional.of(time.now())),
            new TaskState.Ends(Optional.empty(), Optional.empty()),
            TaskState.Sums.zero(),
            submitted.state().gates(),
            TaskState.Fate.open());
    Task task =
        new Task(submitted.id(), submitted.spec(), state, Optional.empty(), Task.Work.none(), 1);
    database.write(
        tx -> {
          tx.tasks().insert(task);
          return tx.events()
              .append(
                  task.id(), List.of(NewEvent.of(EventType.TASK_COMPLETED, time.now(), Map.of())));
        });
    return task.id();
  }

  private String delivered(TaskId task, String text) {
    return blobs.put(
        bytes(text),
        1_000,
        Optional.empty(),
        blob ->
            database.write(
                tx -> {
                  tx.artifacts()
                      .put(
                          new Artifact(
                              task, text, "text/plain", blob.sha256(), blob.size(), time.now()));
                  return blob.sha256();
                }));
  }

  private boolean exists(TaskId task) {
    return database.read(tx -> tx.tasks().find(task)).isPresent();
  }

  private static ByteArrayInputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
