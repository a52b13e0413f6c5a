package dev.berth.core.task;

import static dev.berth.core.task.Signal.Kind.ADMISSION_REFUSED;
import static dev.berth.core.task.Signal.Kind.CANCEL;
import static dev.berth.core.task.Signal.Kind.EXHAUSTED;
import static dev.berth.core.task.Signal.Kind.GATE_CLOSED;
import static dev.berth.core.task.Signal.Kind.GATE_RAISED;
import static dev.berth.core.task.Signal.Kind.GRANTED;
import static dev.berth.core.task.Signal.Kind.HYDRATED;
import static dev.berth.core.task.Signal.Kind.NO_ROOM;
import static dev.berth.core.task.Signal.Kind.OBSERVER_BACK;
import static dev.berth.core.task.Signal.Kind.RESULT_REPORTED;
import static dev.berth.core.task.Signal.Kind.SESSION_EXITED;
import static dev.berth.core.task.Signal.Kind.SESSION_LOST;
import static dev.berth.core.task.Signal.Kind.SESSION_READY;
import static dev.berth.core.task.Signal.Kind.SESSION_RESUMED;
import static dev.berth.core.task.Signal.Kind.SESSION_SUSPENDED;
import static dev.berth.core.task.Signal.Kind.SETTLED;
import static dev.berth.core.task.Signal.Kind.START_FAILED;
import static dev.berth.core.task.Signal.Kind.TICK;
import static dev.berth.core.task.Signal.Kind.UPLOADS_CONFIRMED;
import static dev.berth.core.task.Signal.Kind.UPLOAD_BLOCKED;
import static dev.berth.core.task.TaskStatus.AWAITING_APPROVAL;
import static dev.berth.core.task.TaskStatus.CANCELLED;
import static dev.berth.core.task.TaskStatus.COMPLETED;
import static dev.berth.core.task.TaskStatus.FAILED;
import static dev.berth.core.task.TaskStatus.FINALIZING;
import static dev.berth.core.task.TaskStatus.HYDRATING;
import static dev.berth.core.task.TaskStatus.PENDING_UPLOADS;
import static dev.berth.core.task.TaskStatus.QUEUED;
import static dev.berth.core.task.TaskStatus.RUNNING;
import static dev.berth.core.task.TaskStatus.SUBMITTED;
import static dev.berth.core.task.TaskStatus.TIMED_OUT;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.task.TaskState.Cause;
import dev.berth.core.task.Transition.Condition;
import dev.berth.core.task.Transition.Effect;
import dev.berth.core.task.Transition.Guard;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The rows of the task state machine. {@code docs/task-states.md} is made from them; decision 0030
 * says where they go beyond the design.
 */
final class TaskTransitions {
  private static final OutcomeTable OUTCOMES = OutcomeTable.standard();
  private static final Set<TaskStatus> WORKING = EnumSet.of(RUNNING, AWAITING_APPROVAL);

  private TaskTransitions() {}

  static TransitionTable table() {
    TransitionTable.Builder table = new TransitionTable.Builder();
    uploads(table);
    waiting(table, SUBMITTED);
    waiting(table, QUEUED);
    hydrating(table);
    working(table, RUNNING);
    working(table, AWAITING_APPROVAL);
    gates(table);
    finalizing(table);
    TaskAnswers.addTo(table);
    return table.build();
  }

  private static void uploads(TransitionTable.Builder table) {
    table
        .row(
            row(
                PENDING_UPLOADS,
                UPLOADS_CONFIRMED,
                SUBMITTED,
                "admission begins",
                (d, s) -> Effects.submit(d)))
        .row(
            row(
                PENDING_UPLOADS,
                UPLOAD_BLOCKED,
                FAILED,
                "UPLOAD_BLOCKED",
                on(
                    Signal.UploadBlocked.class,
                    (d, s) ->
                        Effects.end(
                            d,
                            FAILED,
                            Optional.of(ErrorCode.UPLOAD_BLOCKED),
                            Optional.of(s.attachment() + ": " + s.reason())))))
        .row(expiry(PENDING_UPLOADS, Due.UPLOADS, CANCELLED, ErrorCode.UPLOADS_EXPIRED))
        .row(cancelEarly(PENDING_UPLOADS));
  }

  /** SUBMITTED and QUEUED: admission decides. */
  private static void waiting(TransitionTable.Builder table, TaskStatus from) {
    table
        .row(
            row(
                from,
                GRANTED,
                HYDRATING,
                "hydration begins",
                on(Signal.Granted.class, Effects::grant)))
        .row(
            row(
                from,
                ADMISSION_REFUSED,
                FAILED,
                "the refusal's code",
                on(
                    Signal.AdmissionRefused.class,
                    (d, s) ->
                        Effects.end(d, FAILED, Optional.of(s.code()), Optional.of(s.detail())))))
        .row(cancelEarly(from));
    if (from == SUBMITTED) {
      table
          .row(
              row(
                  from,
                  NO_ROOM,
                  QUEUED,
                  "waits for a slot",
                  on(Signal.NoRoom.class, Effects::queue)))
          .row(expiry(from, Due.ADMISSION, FAILED, ErrorCode.ADMISSION_STALLED));
    } else {
      table.row(expiry(from, Due.QUEUE, FAILED, ErrorCode.QUEUE_EXPIRED));
    }
  }

  private static void hydrating(TransitionTable.Builder table) {
    table
        .row(
            guarded(
                HYDRATING,
                HYDRATED,
                guard("not hydrated", q -> q.state().moments().hydratedAt().isEmpty()),
                HYDRATING,
                "the start begins",
                on(Signal.Hydrated.class, Effects::hydrated)))
        .row(row(HYDRATING, SESSION_READY, RUNNING, "the agent runs", (d, s) -> Effects.ready(d)))
        .row(
            row(
                HYDRATING,
                START_FAILED,
                FINALIZING,
                "cause START_FAILED",
                on(Signal.StartFailed.class, Effects::startFailed)))
        .row(
            row(
                HYDRATING,
                SESSION_EXITED,
                FINALIZING,
                "cause START_FAILED",
                on(
                    Signal.SessionExited.class,
                    (d, s) -> startFailed(d, ErrorCode.SESSION_START_FAILED, s.reason()))))
        .row(
            row(
                HYDRATING,
                SESSION_LOST,
                FINALIZING,
                "cause START_FAILED",
                on(
                    Signal.SessionLost.class,
                    (d, s) -> startFailed(d, ErrorCode.SESSION_START_FAILED, s.evidence()))))
        .row(startTimeout(Due.HYDRATION, ErrorCode.HYDRATION_TIMEOUT))
        .row(startTimeout(Due.START, ErrorCode.SESSION_START_TIMEOUT))
        .row(
            guarded(
                HYDRATING,
                GATE_RAISED,
                belowCap(),
                AWAITING_APPROVAL,
                "as if ready came first",
                on(
                    Signal.GateRaised.class,
                    (d, s) -> {
                      Effects.ready(d);
                      Effects.gateRaised(d, s);
                    })))
        .row(
            row(
                HYDRATING,
                RESULT_REPORTED,
                FINALIZING,
                "as if ready came first",
                (d, s) -> {
                  Effects.ready(d);
                  result(d);
                }))
        .row(
            row(
                HYDRATING,
                EXHAUSTED,
                FINALIZING,
                "as if ready came first",
                on(
                    Signal.Exhausted.class,
                    (d, s) -> {
                      Effects.ready(d);
                      Effects.exhausted(d, s);
                    })))
        .row(cancel(HYDRATING))
        .row(observerBack(HYDRATING));
  }

  /** RUNNING and AWAITING_APPROVAL: what both have. */
  private static void working(TransitionTable.Builder table, TaskStatus from) {
    table
        .row(row(from, RESULT_REPORTED, FINALIZING, "cause RESULT", (d, s) -> result(d)))
        .row(
            guarded(
                from,
                SESSION_EXITED,
                guard("not exited", q -> q.state().moments().exitedAt().isEmpty()),
                from,
                "the grace for a result begins",
                on(Signal.SessionExited.class, Effects::exited)))
        .row(
            row(
                from,
                SESSION_LOST,
                FINALIZING,
                "cause LOST",
                on(Signal.SessionLost.class, Effects::lost)))
        .row(
            row(
                from,
                EXHAUSTED,
                FINALIZING,
                "cause EXHAUSTED",
                on(Signal.Exhausted.class, Effects::exhausted)))
        .row(timeout(from, Due.HARD_END, "the session's hard end has come"))
        .row(
            guarded(
                from,
                TICK,
                due(Due.EXIT_GRACE),
                FINALIZING,
                "cause RESULT, without one",
                (d, s) ->
                    Effects.finalise(
                        d,
                        Cause.RESULT,
                        Optional.of(ErrorCode.AGENT_EXITED),
                        Optional.of("the agent's process ended without a result"))))
        .row(cancel(from))
        .row(
            guarded(
                from,
                SESSION_SUSPENDED,
                guard("not suspended", q -> q.state().moments().suspendedAt().isEmpty()),
                from,
                "the time suspended counts",
                (d, s) -> Effects.suspended(d)))
        .row(
            guarded(
                from,
                SESSION_RESUMED,
                guard("suspended", q -> q.state().moments().suspendedAt().isPresent()),
                from,
                "the time suspended is summed",
                (d, s) -> Effects.resumed(d)))
        .row(observerBack(from));
    if (from == RUNNING) {
      table.row(timeout(from, Due.RUN_TIME, "the run time is used up"));
    }
  }

  private static void gates(TransitionTable.Builder table) {
    for (TaskStatus from : WORKING) {
      table.row(
          guarded(
              from,
              GATE_RAISED,
              belowCap(),
              AWAITING_APPROVAL,
              "one more gate waits",
              on(Signal.GateRaised.class, Effects::gateRaised)));
    }
    table
        .row(
            guarded(
                AWAITING_APPROVAL,
                GATE_CLOSED,
                guard("others pending", q -> q.state().gates().pending() > 1),
                AWAITING_APPROVAL,
                "one gate less",
                on(Signal.GateClosed.class, Effects::gateClosed)))
        .row(
            guarded(
                AWAITING_APPROVAL,
                GATE_CLOSED,
                guard("the last one", q -> q.state().gates().pending() <= 1),
                RUNNING,
                "the agent goes on",
                on(Signal.GateClosed.class, Effects::gateClosed)));
  }

  private static void finalizing(TransitionTable.Builder table) {
    for (TaskStatus terminal : EnumSet.of(COMPLETED, FAILED, CANCELLED, TIMED_OUT)) {
      table.row(
          guarded(
              FINALIZING,
              SETTLED,
              guard(
                  "outcome " + terminal,
                  q ->
                      q.signal() instanceof Signal.Settled settled
                          && OUTCOMES.settle(q.state().fate(), settled.evidence()).terminal()
                              == terminal),
              terminal,
              "by cause and evidence",
              on(
                  Signal.Settled.class,
                  (d, s) -> Effects.settle(d, OUTCOMES.settle(d.state().fate(), s.evidence())))));
    }
    for (TaskStatus terminal : EnumSet.of(FAILED, CANCELLED, TIMED_OUT)) {
      table.row(
          guarded(
              FINALIZING,
              TICK,
              guard(
                  "not settled in time, ends " + terminal,
                  q ->
                      q.isDue(Due.SETTLE)
                          && OutcomeTable.unconfirmed(q.state().fate()).terminal() == terminal),
              terminal,
              "unconfirmed, or the cause's own end",
              (d, s) -> Effects.settle(d, OutcomeTable.unconfirmed(d.state().fate()))));
    }
    table.row(
        guarded(
            FINALIZING,
            CANCEL,
            guard("more than the cancel's time is left", TaskTransitions::hasLongToSettle),
            FINALIZING,
            "the first cause stays, the timer is cut",
            on(Signal.Cancel.class, Effects::hurry)));
  }

  private static boolean hasLongToSettle(Transition.Question q) {
    Instant cut = q.now().plus(q.limits().settleAfterCancel());
    return q.state().ends().phase().filter(end -> end.isAfter(cut)).isPresent();
  }

  private static void result(Draft draft) {
    Effects.finalise(draft, Cause.RESULT, Optional.empty(), Optional.empty());
  }

  private static void startFailed(Draft draft, ErrorCode code, String detail) {
    Effects.finalise(draft, Cause.START_FAILED, Optional.of(code), Optional.of(detail));
  }

  private static Transition expiry(
      TaskStatus from, Due limit, TaskStatus terminal, ErrorCode code) {
    return guarded(
        from,
        TICK,
        due(limit),
        terminal,
        code.name(),
        (d, s) -> Effects.end(d, terminal, Optional.of(code), Optional.empty()));
  }

  private static Transition startTimeout(Due limit, ErrorCode code) {
    return guarded(
        HYDRATING,
        TICK,
        due(limit),
        FINALIZING,
        "cause START_FAILED",
        (d, s) -> startFailed(d, code, code.description()));
  }

  private static Transition timeout(TaskStatus from, Due limit, String message) {
    return guarded(
        from,
        TICK,
        due(limit),
        FINALIZING,
        "cause TIMED_OUT",
        (d, s) ->
            Effects.finalise(
                d,
                Cause.TIMED_OUT,
                Optional.of(ErrorCode.RUN_TIME_EXCEEDED),
                Optional.of(message)));
  }

  private static Transition cancelEarly(TaskStatus from) {
    return row(from, CANCEL, CANCELLED, "at once", on(Signal.Cancel.class, Effects::cancelEarly));
  }

  private static Transition cancel(TaskStatus from) {
    return row(
        from, CANCEL, FINALIZING, "cause CANCELLED", on(Signal.Cancel.class, Effects::cancel));
  }

  private static Transition observerBack(TaskStatus from) {
    return row(
        from,
        OBSERVER_BACK,
        from,
        "the time unobserved is summed",
        on(Signal.ObserverBack.class, Effects::observerBack));
  }

  private static Guard belowCap() {
    return guard("below the cap of gates", q -> q.state().gates().raised() < q.limits().gateCap());
  }

  private static Guard due(Due due) {
    return guard(due.words() + " over", q -> q.isDue(due));
  }

  private static Guard guard(String words, Condition condition) {
    return new Guard(words, condition);
  }

  private static Transition row(
      TaskStatus from, Signal.Kind on, TaskStatus to, String words, Effect effect) {
    return guarded(from, on, Guard.ALWAYS, to, words, effect);
  }

  private static Transition guarded(
      TaskStatus from, Signal.Kind on, Guard guard, TaskStatus to, String words, Effect effect) {
    String id = from + " / " + on.words() + (guard.words().isEmpty() ? "" : " / " + guard.words());
    return new Transition(id, from, on, guard, to, words, effect);
  }

  /** An effect that reads its signal. */
  private static <S extends Signal> Effect on(Class<S> type, BiConsumer<Draft, S> effect) {
    return (draft, signal) -> effect.accept(draft, type.cast(signal));
  }
}
