package dev.berth.engine.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.error.BerthException;
import dev.berth.core.event.EventCap;
import dev.berth.core.event.NewEvent;
import dev.berth.core.event.TaskEvent;
import dev.berth.core.id.TaskId;
import dev.berth.core.store.Database;
import dev.berth.core.time.SystemTime;
import dev.berth.engine.store.TestDatabase;
import dev.berth.testkit.fault.CrashingDatabase;
import dev.berth.testkit.fault.Faults;
import dev.berth.testkit.store.Samples;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Group commit and feed. */
class EventLogTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir Path directory;
  private final Samples samples = new Samples();
  private Database database;
  private EventLog log;
  private EventFeed feed;

  @BeforeEach
  void open() {
    database = TestDatabase.open(directory);
    log = new EventLog(database);
    log.start();
    feed = new EventFeed(database, new SystemTime());
  }

  @AfterEach
  void close() {
    feed.close();
    log.close();
    database.close();
  }

  @Test
  void writesInOrderAndCountsOnlyWhatIsNew() {
    TaskId task = task();
    assertThat(append(log, task, List.of(Samples.agentEvent("a"), Samples.agentEvent("b"))))
        .isEqualTo(2);
    assertThat(append(log, task, List.of(Samples.agentEvent("b"), Samples.agentEvent("c"))))
        .isEqualTo(1);
    assertThat(append(log, task, List.of())).isZero();
    assertThat(clients(all(task))).containsExactly("a", "b", "c");
  }

  @Test
  void manyWritersOfManyTasksLoseNothing() throws Exception {
    List<TaskId> tasks = List.of(task(), task(), task(), task());
    int writers = 200;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> written = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        String id = "event-" + i;
        TaskId task = tasks.get(i % tasks.size());
        written.add(threads.submit(() -> append(log, task, List.of(Samples.agentEvent(id)))));
      }
      for (Future<Integer> each : written) {
        assertThat(each.get()).isEqualTo(1);
      }
    }
    for (TaskId task : tasks) {
      assertThat(all(task).stream().map(TaskEvent::seq))
          .containsExactlyElementsOf(
              LongStream.rangeClosed(1, writers / tasks.size()).boxed().toList());
    }
  }

  @Test
  void whatCannotBeWrittenDoesNotTakeOthersWithIt() throws Exception {
    TaskId task = task();
    TaskId unknown = new TaskId(samples.id());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> good = new ArrayList<>();
      List<Future<Integer>> bad = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String id = "event-" + i;
        good.add(threads.submit(() -> append(log, task, List.of(Samples.agentEvent(id)))));
        bad.add(threads.submit(() -> append(log, unknown, List.of(Samples.agentEvent(id)))));
      }
      for (Future<Integer> each : good) {
        assertThat(each.get()).isEqualTo(1);
      }
      for (Future<Integer> each : bad) {
        assertThatThrownBy(each::get).hasCauseInstanceOf(BerthException.class);
      }
    }
    assertThat(all(task)).hasSize(20);
  }

  @Test
  void anErrorOfTheWriterIsAnsweredAndTheNextEventIsWritten() {
    Faults faults = new Faults();
    TaskId task = task();
    try (EventLog fragile = new EventLog(new CrashingDatabase(database, faults))) {
      fragile.start();
      faults.crashAt(0);
      assertThatThrownBy(() -> append(fragile, task, List.of(Samples.agentEvent("a"))))
          .isInstanceOf(BerthException.class);
      faults.restart();
      assertThat(append(fragile, task, List.of(Samples.agentEvent("b")))).isEqualTo(1);
    }
    assertThat(clients(all(task))).containsExactly("b");
  }

  @Test
  void afterTheEndNothingIsAccepted() {
    TaskId task = task();
    log.close();
    assertThatThrownBy(() -> append(log, task, List.of(Samples.agentEvent("late"))))
        .isInstanceOf(BerthException.class);
  }

  @Test
  void aReaderSeesEveryEventOnceAndInOrder() throws Exception {
    TaskId task = task();
    int count = 300;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<Long>> reader =
          threads.submit(
              () -> {
                List<Long> seen = new ArrayList<>();
                while (seen.size() < count) {
                  long last = seen.isEmpty() ? 0 : seen.getLast();
                  feed.await(task, last, LONG).forEach(event -> seen.add(event.seq()));
                }
                return seen;
              });
      for (int i = 0; i < count; i++) {
        String id = "event-" + i;
        threads.execute(
            () -> assertThat(append(log, task, List.of(Samples.agentEvent(id)))).isEqualTo(1));
      }
      assertThat(reader.get())
          .containsExactlyElementsOf(LongStream.rangeClosed(1, count).boxed().toList());
    }
  }

  @Test
  void eventsOfAnyUnitOfWorkWakeTheReader() throws Exception {
    TaskId task = task();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<TaskEvent>> reader = threads.submit(() -> feed.await(task, 0, LONG));
      database.write(tx -> tx.events().append(task, List.of(Samples.agentEvent("direct"))));
      assertThat(clients(reader.get())).containsExactly("direct");
    }
  }

  @Test
  void answersNothingAfterTheTime() throws Exception {
    assertThat(feed.await(task(), 0, Duration.ofMillis(5))).isEmpty();
  }

  private TaskId task() {
    return database.write(samples::storedTask).id();
  }

  private List<TaskEvent> all(TaskId task) {
    return database.read(tx -> tx.events().after(task, 0, 10_000));
  }

  private static List<Object> clients(List<TaskEvent> events) {
    return events.stream().map(event -> event.metadata().get("client")).toList();
  }

  private static int append(EventLog log, TaskId task, List<NewEvent> events) {
    return log.append(task, events, EventCap.standard()).recorded();
  }
}
