package dev.berth.engine.task;

import static dev.berth.engine.task.Bench.room;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.admission.SlotStore;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.session.SessionState;
import dev.berth.core.task.Decision;
import dev.berth.core.task.Evidence;
import dev.berth.core.task.Evidence.EffectFact;
import dev.berth.core.task.Signal;
import dev.berth.core.task.TaskState.Cause;
import dev.berth.core.task.TaskStatus;
import dev.berth.engine.job.JobKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every race of the engine's task side as a straight line, in both orders. */
class TaskRacesTest {
  private static final Signal CANCEL = new Signal.Cancel(new UserId("eve"), Optional.empty());

  @TempDir private Path directory = Path.of("");

  private Bench bench(int capacity) {
    return new Bench(directory, room(capacity, 10, 20));
  }

  @Test
  void cancelBeforeGrantLeavesNothingTaken() {
    try (Bench bench = bench(1)) {
      TaskId first = bench.submit("ann", Optional.empty());
      TaskId second = bench.submit("ann", Optional.empty());
      assertThat(bench.status(second)).isEqualTo(TaskStatus.QUEUED);

      assertThat(bench.driver.signal(second, CANCEL)).isInstanceOf(Decision.Move.class);
      bench.driver.signal(first, CANCEL);
      bench.giveRoomBack(first);

      assertThat(bench.status(second)).isEqualTo(TaskStatus.CANCELLED);
      assertThat(bench.events(second))
          .containsExactly(
              "task_created", "admission_queued", "cancel_requested", "task_cancelled");
      long held = bench.database.read(tx -> tx.leases().countUnsettled(LeaseKind.CAPACITY));
      assertThat(held).isZero();
    }
  }

  @Test
  void grantBeforeCancelFinalisesAndCleans() {
    try (Bench bench = bench(1)) {
      TaskId id = bench.submit("ann", Optional.empty());
      assertThat(bench.status(id)).isEqualTo(TaskStatus.HYDRATING);

      bench.driver.signal(id, CANCEL);

      assertThat(bench.status(id)).isEqualTo(TaskStatus.FINALIZING);
      assertThat(bench.task(id).state().fate().cause()).contains(Cause.CANCELLED);
      SessionId session = bench.task(id).session().orElseThrow();
      assertThat(bench.waits(JobKind.CLEANUP, session.value())).isTrue();
      assertThat(bench.waits(JobKind.SETTLE, id.value())).isTrue();
      assertThat(bench.database.read(tx -> tx.sessions().find(session)).orElseThrow().state())
          .isEqualTo(SessionState.CLOSING);
    }
  }

  @Test
  void readyAfterCancelIsAnsweredAndChangesNothing() {
    try (Bench bench = bench(1)) {
      TaskId id = bench.submit("ann", Optional.empty());
      bench.driver.signal(id, CANCEL);

      assertThat(bench.driver.signal(id, new Signal.SessionReady()))
          .isInstanceOf(Decision.AlreadySo.class);
      assertThat(bench.status(id)).isEqualTo(TaskStatus.FINALIZING);
    }
  }

  @Test
  void cancelAfterReadyTellsTheAgent() {
    try (Bench bench = bench(1)) {
      TaskId id = bench.submit("ann", Optional.empty());
      bench.driver.signal(id, new Signal.SessionReady());
      bench.driver.signal(id, CANCEL);

      SessionId session = bench.task(id).session().orElseThrow();
      int directives = bench.database.read(tx -> tx.sessions().directivesAfter(session, 0)).size();
      assertThat(directives).isEqualTo(1);
    }
  }

  @Test
  void theFirstOfResultAndCancelIsTheCause() {
    try (Bench bench = bench(2)) {
      TaskId resultFirst = bench.submit("ann", Optional.empty());
      bench.driver.signal(resultFirst, new Signal.ResultReported(true));
      bench.driver.signal(resultFirst, CANCEL);
      TaskId cancelFirst = bench.submit("bob", Optional.empty());
      bench.driver.signal(cancelFirst, CANCEL);
      bench.driver.signal(cancelFirst, new Signal.ResultReported(true));

      assertThat(bench.task(resultFirst).state().fate().cause()).contains(Cause.RESULT);
      assertThat(bench.task(cancelFirst).state().fate().cause()).contains(Cause.CANCELLED);
      assertThat(bench.task(resultFirst).state().ends().phase())
          .contains(bench.time.now().plusSeconds(30));
    }
  }

  @Test
  void twoNodesGrantOneRoomOnce() throws Exception {
    try (Bench bench = bench(1)) {
      TaskId first = bench.submit("ann", Optional.empty());
      List<TaskId> waiting =
          List.of(bench.submit("bob", Optional.empty()), bench.submit("cid", Optional.empty()));
      bench.settleRoom(first);

      try (ExecutorService nodes = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Callable<Boolean>> grants =
            List.of(() -> bench.admission.grantNext(), () -> bench.otherNode.grantNext());
        int granted = 0;
        for (Future<Boolean> grant : nodes.invokeAll(grants)) {
          granted += grant.get() ? 1 : 0;
        }
        assertThat(granted).isEqualTo(1);
      }
      assertThat(waiting.stream().filter(id -> bench.status(id) == TaskStatus.HYDRATING))
          .hasSize(1);
    }
  }

  @Test
  void aDecisionBeforeTheDeadlineWins() {
    try (Bench bench = bench(1)) {
      TaskId id = bench.submit("ann", Optional.empty());
      bench.time.advance(Duration.ofMinutes(3));
      bench.driver.signal(id, new Signal.SessionReady());
      bench.runDue();

      assertThat(bench.status(id)).isEqualTo(TaskStatus.RUNNING);
    }
  }

  @Test
  void aDeadlineBeforeTheDecisionWins() {
    try (Bench bench = bench(1)) {
      TaskId id = bench.submit("ann", Optional.empty());
      bench.advance(Duration.ofMinutes(2));

      assertThat(bench.driver.signal(id, new Signal.SessionReady()))
          .isInstanceOf(Decision.AlreadySo.class);
      assertThat(bench.task(id).state().fate().failure()).contains(ErrorCode.HYDRATION_TIMEOUT);

      bench.driver.signal(id, new Signal.Settled(Evidence.nothing(EffectFact.MISSING)));
      assertThat(bench.status(id)).isEqualTo(TaskStatus.FAILED);
      int slots = bench.database.read(tx -> tx.slots().taken(SlotStore.user(new UserId("ann"))));
      assertThat(slots).isZero();
    }
  }

  @Test
  void everyLimitEndsATaskByItself() {
    try (Bench bench = bench(1)) {
      TaskId running = bench.submit("ann", Optional.empty());
      TaskId queued = bench.submit("bob", Optional.empty());
      bench.driver.signal(running, new Signal.SessionReady());
      bench.driver.signal(running, new Signal.SessionExited("exit 3"));

      bench.advance(Duration.ofSeconds(5));
      assertThat(bench.task(running).state().fate().cause()).contains(Cause.RESULT);
      bench.advance(Duration.ofMinutes(10));
      assertThat(bench.task(running).state().fate().failure()).contains(ErrorCode.AGENT_EXITED);
      bench.advance(Duration.ofHours(24));
      assertThat(bench.task(queued).state().fate().failure()).contains(ErrorCode.QUEUE_EXPIRED);
      assertThat(bench.waits(JobKind.DEADLINE, queued.value())).isFalse();
    }
  }
}
