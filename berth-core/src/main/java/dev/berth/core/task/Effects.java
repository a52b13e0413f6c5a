package dev.berth.core.task;

import static dev.berth.core.task.Draft.facts;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.event.EventType;
import dev.berth.core.task.TaskState.Cause;
import dev.berth.core.task.TaskState.Fate;
import dev.berth.core.task.TaskState.Moments;
import dev.berth.core.task.TaskState.Sums;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What transitions write. Each is a pure function onto the draft. */
final class Effects {
  private Effects() {}

  static void submit(Draft draft) {
    draft.event(EventType.UPLOADS_CONFIRMED, Map.of());
    draft.enter(TaskStatus.SUBMITTED, Optional.of(draft.now().plus(draft.limits().admission())));
    draft.command(new Command.Admit());
  }

  static void queue(Draft draft, Signal.NoRoom noRoom) {
    Moments m = draft.state().moments();
    Instant queued = m.queuedAt().orElse(draft.now());
    draft.moments(m.queued(Optional.of(queued)));
    draft.enter(TaskStatus.QUEUED, Optional.of(queued.plus(draft.limits().queue())));
    draft.event(EventType.ADMISSION_QUEUED, facts("scope", noRoom.scope()));
  }

  static void grant(Draft draft, Signal.Granted granted) {
    if (draft.state().status() == TaskStatus.QUEUED) {
      Instant queued = draft.state().moments().queuedAt().orElse(draft.now());
      draft.event(
          EventType.QUEUE_PICKUP,
          facts("waited_ms", Duration.between(queued, draft.now()).toMillis()));
    }
    draft.enter(TaskStatus.HYDRATING, Optional.of(draft.now().plus(draft.limits().hydration())));
    draft.hardEnd(granted.hardEnd());
    draft.event(EventType.HYDRATION_STARTED, facts("session_id", granted.session().wire()));
    draft.command(new Command.BindSession(granted.session()));
    draft.command(new Command.Hydrate());
  }

  static void hydrated(Draft draft, Signal.Hydrated hydrated) {
    Moments m = draft.state().moments();
    draft.moments(m.hydrated(Optional.of(draft.now())));
    draft.phaseEnd(draft.now().plus(hydrated.startLimit()));
    draft.hardEnd(hydrated.hardEnd());
    draft.event(EventType.HYDRATION_COMPLETE, Map.of());
  }

  static void ready(Draft draft) {
    Moments m = draft.state().moments();
    draft.moments(m.started(Optional.of(m.startedAt().orElse(draft.now()))));
    run(draft);
    draft.event(EventType.SESSION_STARTED, Map.of());
  }

  /** RUNNING for what is left of the run time. */
  private static void run(Draft draft) {
    // Entering adds the visit that ends to the sums; RUNNING is never entered from itself, so the
    // sum before is the sum after.
    Duration left = draft.limits().runTime().minus(draft.state().sums().running());
    draft.enter(TaskStatus.RUNNING, Optional.of(draft.now().plus(left)));
  }

  static void startFailed(Draft draft, Signal.StartFailed failed) {
    if (failed.stage() == Signal.Stage.PREFLIGHT) {
      draft.event(
          EventType.PREFLIGHT_FAILED, facts("code", failed.code(), "message", failed.detail()));
    }
    finalise(draft, Cause.START_FAILED, Optional.of(failed.code()), Optional.of(failed.detail()));
  }

  static void gateRaised(Draft draft, Signal.GateRaised gate) {
    TaskState.Gates gates = draft.state().gates();
    draft.gates(gates.pending() + 1, gates.raised() + 1);
    if (draft.state().status() != TaskStatus.AWAITING_APPROVAL) {
      draft.enter(TaskStatus.AWAITING_APPROVAL, Optional.empty());
    }
    draft.event(
        EventType.APPROVAL_REQUESTED,
        with(gate.facts(), facts("request_id", gate.gate().value(), "reason", gate.reason())));
  }

  static void gateClosed(Draft draft, Signal.GateClosed closed) {
    TaskState.Gates gates = draft.state().gates();
    int left = Math.max(0, gates.pending() - 1);
    draft.gates(left, gates.raised());
    draft.event(
        closed.resolution() == Signal.Resolution.EXPIRED
            ? EventType.APPROVAL_TIMED_OUT
            : EventType.APPROVAL_DECISION_RECORDED,
        with(
            closed.facts(),
            facts(
                "request_id",
                closed.gate().value(),
                "decision",
                closed.resolution(),
                "by",
                closed.by().map(user -> user.value()))));
    if (left == 0) {
      run(draft);
    }
  }

  /** The first have no say about what the second name. */
  private static Map<String, Object> with(Map<String, Object> more, Map<String, Object> facts) {
    Map<String, Object> all = new LinkedHashMap<>(facts);
    new TreeMap<>(more).forEach(all::putIfAbsent);
    return all;
  }

  static void exited(Draft draft, Signal.SessionExited exited) {
    Moments m = draft.state().moments();
    draft.moments(m.exited(Optional.of(draft.now())));
    draft.event(EventType.AGENT_EXITED, facts("reason", exited.reason()));
  }

  static void suspended(Draft draft) {
    Moments m = draft.state().moments();
    draft.moments(m.suspended(Optional.of(draft.now())));
    draft.event(EventType.SESSION_SUSPENDED, Map.of());
  }

  static void resumed(Draft draft) {
    draft.endSuspension();
    draft.event(EventType.SESSION_RESUMED, Map.of());
  }

  static void observerBack(Draft draft, Signal.ObserverBack back) {
    Sums sums = draft.state().sums();
    draft.sums(
        new Sums(
            sums.running(),
            sums.waiting(),
            sums.suspended(),
            sums.observerDown().plus(back.gap())));
    if (draft.state().status() == TaskStatus.HYDRATING) {
      // Nobody could have heard a first sign of life meanwhile.
      draft.state().ends().phase().ifPresent(end -> draft.phaseEnd(end.plus(back.gap())));
    }
  }

  static void lost(Draft draft, Signal.SessionLost lost) {
    draft.event(EventType.SESSION_LOST, facts("evidence", lost.evidence()));
    finalise(draft, Cause.LOST, Optional.of(ErrorCode.SESSION_LOST), Optional.of(lost.evidence()));
  }

  static void exhausted(Draft draft, Signal.Exhausted exhausted) {
    ErrorCode code =
        switch (exhausted.what()) {
          case BUDGET -> ErrorCode.BUDGET_EXHAUSTED;
          case TURNS -> ErrorCode.TURNS_EXHAUSTED;
          case MEMORY -> ErrorCode.MEMORY_LIMIT_PASSED;
          case DISK -> ErrorCode.DISK_LIMIT_PASSED;
          case DISK_FLOOR -> ErrorCode.HOST_DISK_LOW;
        };
    finalise(draft, Cause.EXHAUSTED, Optional.of(code), Optional.empty());
  }

  static void cancel(Draft draft, Signal.Cancel cancel) {
    cancelRequested(draft, cancel);
    draft.command(new Command.TellCancel(cancel.reason().orElse("cancelled")));
    finalise(
        draft,
        Cause.CANCELLED,
        Optional.of(ErrorCode.CANCELLED_BY_USER),
        Optional.of("cancelled by " + cancel.by() + cancel.reason().map(r -> ": " + r).orElse("")));
    // Cut, not moved: a limit that is shorter stays.
    Instant cut = draft.now().plus(draft.limits().settleAfterCancel());
    draft.state().ends().phase().filter(cut::isBefore).ifPresent(end -> draft.phaseEnd(cut));
  }

  static void cancelEarly(Draft draft, Signal.Cancel cancel) {
    cancelRequested(draft, cancel);
    end(
        draft,
        TaskStatus.CANCELLED,
        Optional.of(ErrorCode.CANCELLED_BY_USER),
        Optional.of("cancelled by " + cancel.by() + cancel.reason().map(r -> ": " + r).orElse("")));
  }

  static void hurry(Draft draft, Signal.Cancel cancel) {
    cancelRequested(draft, cancel);
    draft.phaseEnd(draft.now().plus(draft.limits().settleAfterCancel()));
  }

  private static void cancelRequested(Draft draft, Signal.Cancel cancel) {
    draft.event(
        EventType.CANCEL_REQUESTED, facts("by", cancel.by().value(), "reason", cancel.reason()));
  }

  /** FINALIZING with a cause: gates are stranded, rights narrowed, cleanup and settling begin. */
  static void finalise(
      Draft draft, Cause cause, Optional<ErrorCode> failure, Optional<String> message) {
    draft.endSuspension();
    if (draft.state().gates().pending() > 0) {
      draft.gates(0, draft.state().gates().raised());
      draft.command(new Command.StrandGates());
    }
    draft.cause(cause, failure, message);
    draft.enter(TaskStatus.FINALIZING, Optional.of(draft.now().plus(draft.limits().settle())));
    draft.event(
        EventType.OUTCOME_PENDING, facts("cause", cause, "code", failure, "message", message));
    draft.command(new Command.NarrowAndClean());
    draft.command(new Command.Settle());
  }

  /** A terminal state; the sole place that writes a terminal event. */
  static void end(
      Draft draft, TaskStatus terminal, Optional<ErrorCode> code, Optional<String> message) {
    draft.fate(new Fate(draft.state().fate().cause(), code, message));
    draft.enter(terminal, Optional.empty());
    Moments m = draft.state().moments();
    draft.moments(m.completed(Optional.of(draft.now())));
    draft.event(
        terminalEvent(terminal),
        facts("cause", draft.state().fate().cause(), "code", code, "message", message));
    draft.command(new Command.FreeSlots());
  }

  static void settle(Draft draft, OutcomeTable.Outcome outcome) {
    end(draft, outcome.terminal(), outcome.code(), outcome.message());
  }

  private static EventType terminalEvent(TaskStatus terminal) {
    return switch (terminal) {
      case COMPLETED -> EventType.TASK_COMPLETED;
      case FAILED -> EventType.TASK_FAILED;
      case CANCELLED -> EventType.TASK_CANCELLED;
      case TIMED_OUT -> EventType.TASK_TIMED_OUT;
      case PENDING_UPLOADS, SUBMITTED, QUEUED, HYDRATING, RUNNING, AWAITING_APPROVAL, FINALIZING ->
          throw new IllegalArgumentException(terminal + " is not terminal");
    };
  }
}
