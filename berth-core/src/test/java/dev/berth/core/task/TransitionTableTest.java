package dev.berth.core.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.task.Transition.Guard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class TransitionTableTest {
  private static Transition row(String id, TaskStatus from, Signal.Kind on, TaskStatus to) {
    return new Transition(id, from, on, Guard.ALWAYS, to, "", (draft, signal) -> {});
  }

  @Test
  void everyPairHasARowOrAnAnswer() {
    TransitionTable table = TaskTransitions.table();
    for (TaskStatus status : TaskStatus.values()) {
      for (Signal.Kind kind : Signal.Kind.values()) {
        assertThat(!table.rows(status, kind).isEmpty() || table.find(status, kind).isPresent())
            .describedAs("%s, %s", status, kind)
            .isTrue();
      }
    }
  }

  @Test
  void rejectsDuplicatesWaysOutOfTerminalStatesAndGaps() {
    TransitionTable.Builder builder = new TransitionTable.Builder();
    builder
        .row(row("a", TaskStatus.RUNNING, Signal.Kind.CANCEL, TaskStatus.FINALIZING))
        .row(row("a", TaskStatus.QUEUED, Signal.Kind.CANCEL, TaskStatus.CANCELLED))
        .row(row("b", TaskStatus.RUNNING, Signal.Kind.CANCEL, TaskStatus.CANCELLED))
        .row(row("c", TaskStatus.FAILED, Signal.Kind.CANCEL, TaskStatus.CANCELLED));

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("two rows are named a")
        .hasMessageContaining("row b repeats another")
        .hasMessageContaining("row c leads out of FAILED")
        .hasMessageContaining("nothing answers Pair[from=SUBMITTED, on=GRANTED]")
        .hasMessageContaining("no row reaches COMPLETED");
  }

  @Test
  void rejectsASecondAnswer() {
    TransitionTable.Builder builder = new TransitionTable.Builder();
    Answer so = new Answer.AlreadySo("so");
    builder.answer(EnumSet.of(TaskStatus.QUEUED), EnumSet.of(Signal.Kind.CANCEL), so);

    assertThatThrownBy(
            () ->
                builder.answer(EnumSet.allOf(TaskStatus.class), EnumSet.of(Signal.Kind.CANCEL), so))
        .hasMessageContaining("QUEUED and CANCEL are answered twice");
  }

  @Test
  void anUnknownTransitionFailsWithTheTasksHistory() {
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    TaskLifecycle whole = new TaskLifecycle(LifecycleLimits.defaults());
    TaskLifecycle reduced =
        new TaskLifecycle(
            TaskTransitions.table().without("FINALIZING / settled / outcome CANCELLED"),
            LifecycleLimits.defaults());
    TaskState state = whole.submitted(false, start);
    for (Signal signal : Samples.cancelledWhileRunning(start)) {
      state = ((Decision.Move) whole.next(state, signal, start)).next();
    }
    TaskState finalizing = state;

    assertThatThrownBy(() -> reduced.next(finalizing, Samples.settled(), start))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no row is taken for Settled")
        .hasMessageContaining("startedAt=Optional[2026-01-01T00:00:00Z]");
  }

  @Test
  void cancellingCutsALimitAndNeverMovesItBack() {
    assertThat(settlesAfterCancel(Duration.ofMinutes(10)))
        .isEqualTo(LifecycleLimits.defaults().settleAfterCancel());
    assertThat(settlesAfterCancel(Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(5));
  }

  private static Duration settlesAfterCancel(Duration settle) {
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    LifecycleLimits usual = LifecycleLimits.defaults();
    TaskLifecycle lifecycle =
        new TaskLifecycle(
            new LifecycleLimits(
                usual.uploads(),
                usual.admission(),
                usual.queue(),
                usual.hydration(),
                usual.runTime(),
                usual.exitGrace(),
                settle,
                usual.settleAfterCancel(),
                usual.gateCap()));
    TaskState state = lifecycle.submitted(false, start);
    for (Signal signal : Samples.cancelledWhileRunning(start)) {
      state = ((Decision.Move) lifecycle.next(state, signal, start)).next();
    }
    return Duration.between(start, lifecycle.deadline(state).orElseThrow());
  }

  @Test
  void theDiagramIsTrue() throws IOException {
    Path page = Path.of(System.getProperty("berth.root", ".."), "docs", "task-states.md");
    assertThat(Files.readString(page))
        .describedAs(
            "regenerate with: java -cp berth-core/target/classes dev.berth.core.task.StateDiagram >"
                + " docs/task-states.md")
        .isEqualTo(StateDiagram.page());
  }
}
