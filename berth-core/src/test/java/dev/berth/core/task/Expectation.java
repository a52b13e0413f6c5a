package dev.berth.core.task;

import dev.berth.core.task.Evidence.Build;
import dev.berth.core.task.Evidence.ChangeRequestFact;
import dev.berth.core.task.Evidence.EffectFact;
import dev.berth.core.task.TaskState.Cause;
import java.time.Duration;
import java.time.Instant;

/**
 * The design's page on the task lifecycle, said once more in plain code and independently of the
 * transition table: what a signal must lead to.
 *
 * @param answer how the signal is answered
 * @param status the status after it
 */
record Expectation(Kind answer, TaskStatus status) {
  enum Kind {
    MOVE,
    SO,
    REFUSED
  }

  private static final LifecycleLimits LIMITS = LifecycleLimits.defaults();

  static Expectation of(TaskState state, Signal signal, Instant now) {
    TaskStatus status = state.status();
    return switch (status) {
      case COMPLETED, FAILED, CANCELLED, TIMED_OUT -> new Expectation(Kind.REFUSED, status);
      case PENDING_UPLOADS -> uploads(state, signal, now);
      case SUBMITTED, QUEUED -> waiting(state, signal, now);
      case HYDRATING -> hydrating(state, signal, now);
      case RUNNING, AWAITING_APPROVAL -> working(state, signal, now);
      case FINALIZING -> finalizing(state, signal, now);
    };
  }

  private static Expectation uploads(TaskState state, Signal signal, Instant now) {
    return switch (signal.kind()) {
      case UPLOADS_CONFIRMED -> to(TaskStatus.SUBMITTED);
      case UPLOAD_BLOCKED -> to(TaskStatus.FAILED);
      case CANCEL -> to(TaskStatus.CANCELLED);
      case TICK ->
          late(state.since().plus(LIMITS.uploads()), now)
              ? to(TaskStatus.CANCELLED)
              : so(state.status());
      default -> refused(state.status());
    };
  }

  private static Expectation waiting(TaskState state, Signal signal, Instant now) {
    boolean queued = state.status() == TaskStatus.QUEUED;
    return switch (signal.kind()) {
      case GRANTED -> to(TaskStatus.HYDRATING);
      case NO_ROOM -> queued ? so(state.status()) : to(TaskStatus.QUEUED);
      case ADMISSION_REFUSED -> to(TaskStatus.FAILED);
      case CANCEL -> to(TaskStatus.CANCELLED);
      case UPLOADS_CONFIRMED -> so(state.status());
      case TICK -> {
        Instant end =
            queued
                ? state.moments().queuedAt().orElseThrow().plus(LIMITS.queue())
                : state.since().plus(LIMITS.admission());
        yield late(end, now) ? to(TaskStatus.FAILED) : so(state.status());
      }
      default -> refused(state.status());
    };
  }

  private static Expectation hydrating(TaskState state, Signal signal, Instant now) {
    return switch (signal.kind()) {
      case HYDRATED ->
          state.moments().hydratedAt().isPresent() ? so(state.status()) : to(TaskStatus.HYDRATING);
      case SESSION_READY -> to(TaskStatus.RUNNING);
      case START_FAILED, SESSION_EXITED, SESSION_LOST, RESULT_REPORTED, EXHAUSTED, CANCEL ->
          to(TaskStatus.FINALIZING);
      case GATE_RAISED ->
          state.gates().raised() < LIMITS.gateCap()
              ? to(TaskStatus.AWAITING_APPROVAL)
              : refused(state.status());
      case OBSERVER_BACK -> to(TaskStatus.HYDRATING);
      case TICK ->
          late(state.ends().phase().orElseThrow(), now)
              ? to(TaskStatus.FINALIZING)
              : so(state.status());
      case UPLOADS_CONFIRMED, NO_ROOM, ADMISSION_REFUSED -> so(state.status());
      case UPLOAD_BLOCKED, GRANTED, GATE_CLOSED, SESSION_SUSPENDED, SESSION_RESUMED, SETTLED ->
          refused(state.status());
    };
  }

  private static Expectation working(TaskState state, Signal signal, Instant now) {
    TaskStatus status = state.status();
    boolean waits = status == TaskStatus.AWAITING_APPROVAL;
    return switch (signal.kind()) {
      case RESULT_REPORTED, SESSION_LOST, EXHAUSTED, CANCEL -> to(TaskStatus.FINALIZING);
      case SESSION_EXITED -> state.moments().exitedAt().isPresent() ? so(status) : to(status);
      case GATE_RAISED ->
          state.gates().raised() < LIMITS.gateCap()
              ? to(TaskStatus.AWAITING_APPROVAL)
              : refused(status);
      case GATE_CLOSED -> {
        if (!waits) {
          yield so(status);
        }
        yield state.gates().pending() > 1 ? to(status) : to(TaskStatus.RUNNING);
      }
      case SESSION_SUSPENDED -> state.moments().suspendedAt().isPresent() ? so(status) : to(status);
      case SESSION_RESUMED -> state.moments().suspendedAt().isPresent() ? to(status) : so(status);
      case OBSERVER_BACK -> to(status);
      case TICK -> {
        Duration left = LIMITS.runTime().minus(state.sums().running());
        boolean due =
            late(state.ends().hard().orElseThrow(), now)
                || (!waits && late(state.since().plus(left), now))
                || state
                    .moments()
                    .exitedAt()
                    .filter(at -> late(at.plus(LIMITS.exitGrace()), now))
                    .isPresent();
        yield due ? to(TaskStatus.FINALIZING) : so(status);
      }
      case UPLOADS_CONFIRMED, NO_ROOM, ADMISSION_REFUSED, HYDRATED, SESSION_READY, START_FAILED ->
          so(status);
      case UPLOAD_BLOCKED, GRANTED, SETTLED -> refused(status);
    };
  }

  private static Expectation finalizing(TaskState state, Signal signal, Instant now) {
    Cause cause = state.fate().cause().orElseThrow();
    Instant end = state.ends().phase().orElseThrow();
    return switch (signal) {
      case Signal.Settled settled -> to(terminal(cause, settled.evidence()));
      case Signal.Tick tick -> {
        if (!late(end, now)) {
          yield so(state.status());
        }
        yield to(
            switch (cause) {
              case CANCELLED -> TaskStatus.CANCELLED;
              case TIMED_OUT -> TaskStatus.TIMED_OUT;
              case RESULT, START_FAILED, LOST, EXHAUSTED -> TaskStatus.FAILED;
            });
      }
      case Signal.Cancel cancel ->
          end.isAfter(now.plus(LIMITS.settleAfterCancel()))
              ? to(TaskStatus.FINALIZING)
              : so(state.status());
      case Signal.UploadBlocked blocked -> refused(state.status());
      case Signal.Granted granted -> refused(state.status());
      case Signal.GateRaised gate -> refused(state.status());
      default -> so(state.status());
    };
  }

  /** The outcome table of the design, with a red build of Berth's own. */
  static TaskStatus terminal(Cause cause, Evidence evidence) {
    return switch (cause) {
      case TIMED_OUT -> TaskStatus.TIMED_OUT;
      case CANCELLED -> TaskStatus.CANCELLED;
      case START_FAILED, LOST, EXHAUSTED -> TaskStatus.FAILED;
      case RESULT -> completes(evidence) ? TaskStatus.COMPLETED : TaskStatus.FAILED;
    };
  }

  private static boolean completes(Evidence evidence) {
    boolean work = evidence.commits() > 0 && evidence.build() != Build.RED;
    boolean request = evidence.changeRequest() == ChangeRequestFact.YES;
    boolean refusal = evidence.changeRequest() == ChangeRequestFact.REFUSED;
    return switch (evidence.word()) {
      case SUCCESS ->
          evidence.effect() == EffectFact.CONFIRMED
              || (evidence.effect() == EffectFact.WANTS_CHANGE_REQUEST
                  && work
                  && (request || refusal));
      case ERROR -> work && request;
      case NONE -> false;
    };
  }

  private static boolean late(Instant end, Instant now) {
    return !now.isBefore(end);
  }

  private static Expectation to(TaskStatus status) {
    return new Expectation(Kind.MOVE, status);
  }

  private static Expectation so(TaskStatus status) {
    return new Expectation(Kind.SO, status);
  }

  private static Expectation refused(TaskStatus status) {
    return new Expectation(Kind.REFUSED, status);
  }
}
