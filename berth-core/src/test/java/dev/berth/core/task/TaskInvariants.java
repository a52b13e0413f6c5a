package dev.berth.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.event.EventType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Follows one task, keeps its own account of it, and checks every move against that. */
final class TaskInvariants {
  private static final Set<EventType> TERMINAL =
      Set.of(
          EventType.TASK_COMPLETED,
          EventType.TASK_FAILED,
          EventType.TASK_CANCELLED,
          EventType.TASK_TIMED_OUT);

  private final TaskLifecycle lifecycle;
  private Instant last;
  private Duration running = Duration.ZERO;
  private Duration waiting = Duration.ZERO;
  private Duration suspended = Duration.ZERO;
  private Duration unobserved = Duration.ZERO;
  private boolean isSuspended;
  private int pending;
  private int terminalEvents;

  TaskInvariants(TaskLifecycle lifecycle, Instant start) {
    this.lifecycle = lifecycle;
    this.last = start;
  }

  void check(TaskState before, Signal signal, Instant now, Decision decision) {
    count(before, now);
    Expectation expected = Expectation.of(before, signal, now);
    switch (decision) {
      case Decision.Move move -> {
        require(expected, Expectation.Kind.MOVE, before, signal);
        assertThat(move.next().status())
            .describedAs("%s in %s", signal, before)
            .isEqualTo(expected.status());
        checkMove(before, signal, move);
      }
      case Decision.AlreadySo so -> require(expected, Expectation.Kind.SO, before, signal);
      case Decision.Refused no -> require(expected, Expectation.Kind.REFUSED, before, signal);
    }
  }

  private static void require(
      Expectation expected, Expectation.Kind actual, TaskState before, Signal signal) {
    if (expected.answer() != actual) {
      throw new AssertionError(
          signal + " in " + before + " must be " + expected + " and is " + actual);
    }
  }

  /** Adds the time since the last step to the account. */
  private void count(TaskState before, Instant now) {
    Duration step = Duration.between(last, now);
    last = now;
    if (before.status() == TaskStatus.RUNNING) {
      running = running.plus(step);
    }
    if (before.status() == TaskStatus.AWAITING_APPROVAL) {
      waiting = waiting.plus(step);
    }
    if (isSuspended) {
      suspended = suspended.plus(step);
    }
  }

  private void checkMove(TaskState before, Signal signal, Decision.Move move) {
    TaskState next = move.next();
    boolean moved = before.status() != next.status();
    assertThat(before.status().isTerminal()).isFalse();
    if (before.fate().cause().isPresent()) {
      assertThat(next.fate().cause()).isEqualTo(before.fate().cause());
    }
    boolean finalises = moved && next.status() == TaskStatus.FINALIZING;
    assertThat(next.fate().cause().isPresent())
        .isEqualTo(before.fate().cause().isPresent() || finalises);
    assertThat(has(move, Command.NarrowAndClean.class)).isEqualTo(finalises);
    assertThat(has(move, Command.Settle.class)).isEqualTo(finalises);
    assertThat(has(move, Command.FreeSlots.class)).isEqualTo(next.status().isTerminal());
    assertThat(next.moments().completedAt().isPresent()).isEqualTo(next.status().isTerminal());
    if (before.moments().queuedAt().isPresent()) {
      assertThat(next.moments().queuedAt()).isEqualTo(before.moments().queuedAt());
    }
    assertThat(next.since()).isEqualTo(moved ? last : before.since());
    checkEvents(move, next);
    checkGates(before, signal, move, finalises);
    checkSums(signal, next, finalises);
    checkDeadline(before, move);
  }

  private void checkEvents(Decision.Move move, TaskState next) {
    List<EventType> types = move.events().stream().map(event -> event.type()).toList();
    terminalEvents += (int) types.stream().filter(TERMINAL::contains).count();
    assertThat(terminalEvents).isEqualTo(next.status().isTerminal() ? 1 : 0);
    if (!types.isEmpty() && next.status().isTerminal()) {
      assertThat(TERMINAL).contains(types.getLast());
    }
    assertThat(types.isEmpty()).isEqualTo(move.row().contains("observer back"));
  }

  private void checkGates(TaskState before, Signal signal, Decision.Move move, boolean finalises) {
    switch (signal) {
      case Signal.GateRaised raised -> pending++;
      case Signal.GateClosed closed -> pending--;
      default -> {}
    }
    assertThat(has(move, Command.StrandGates.class)).isEqualTo(finalises && pending > 0);
    if (finalises) {
      pending = 0;
    }
    TaskState next = move.next();
    assertThat(next.gates().pending()).isEqualTo(pending);
    assertThat(pending > 0).isEqualTo(next.status() == TaskStatus.AWAITING_APPROVAL);
    assertThat(next.gates().raised()).isGreaterThanOrEqualTo(before.gates().raised());
    assertThat(next.gates().raised()).isLessThanOrEqualTo(lifecycle.limits().gateCap());
  }

  private void checkSums(Signal signal, TaskState next, boolean finalises) {
    switch (signal) {
      case Signal.SessionSuspended yes -> isSuspended = true;
      case Signal.SessionResumed no -> isSuspended = false;
      case Signal.ObserverBack back -> unobserved = unobserved.plus(back.gap());
      default -> {}
    }
    if (finalises) {
      isSuspended = false;
    }
    assertThat(next.sums().running().plus(visit(next, TaskStatus.RUNNING))).isEqualTo(running);
    assertThat(next.sums().waiting().plus(visit(next, TaskStatus.AWAITING_APPROVAL)))
        .isEqualTo(waiting);
    Duration open =
        next.moments().suspendedAt().map(at -> Duration.between(at, last)).orElse(Duration.ZERO);
    assertThat(next.sums().suspended().plus(open)).isEqualTo(suspended);
    assertThat(next.moments().suspendedAt().isPresent()).isEqualTo(isSuspended);
    assertThat(next.sums().observerDown()).isEqualTo(unobserved);
  }

  private Duration visit(TaskState state, TaskStatus status) {
    return state.status() == status ? Duration.between(state.since(), last) : Duration.ZERO;
  }

  private void checkDeadline(TaskState before, Decision.Move move) {
    Optional<Instant> deadline = lifecycle.deadline(move.next());
    assertThat(deadline.isPresent()).isEqualTo(!move.next().status().isTerminal());
    List<Command> told =
        move.commands().stream()
            .filter(c -> c instanceof Command.DeadlineAt || c instanceof Command.NoDeadline)
            .toList();
    if (deadline.equals(lifecycle.deadline(before))) {
      assertThat(told).isEmpty();
    } else {
      assertThat(told)
          .containsExactly(
              deadline.<Command>map(Command.DeadlineAt::new).orElseGet(Command.NoDeadline::new));
    }
  }

  private static boolean has(Decision.Move move, Class<? extends Command> type) {
    return move.commands().stream().anyMatch(type::isInstance);
  }
}
