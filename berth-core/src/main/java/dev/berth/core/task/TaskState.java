package dev.berth.core.task;

import dev.berth.core.error.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The part of a task that {@link TaskLifecycle} moves. Times that people are told are sums kept
 * here, never derived from one timestamp.
 *
 * @param since when the status was entered
 */
public record TaskState(
    TaskStatus status,
    Instant since,
    Moments moments,
    Ends ends,
    Sums sums,
    Gates gates,
    Fate fate) {

  /** A task that was just submitted, with the end of what it waits for first. */
  public static TaskState submitted(boolean uploadsOutstanding, Instant now, Instant phaseEnd) {
    return new TaskState(
        uploadsOutstanding ? TaskStatus.PENDING_UPLOADS : TaskStatus.SUBMITTED,
        now,
        Moments.none(),
        new Ends(Optional.of(phaseEnd), Optional.empty()),
        Sums.zero(),
        new Gates(0, 0),
        Fate.open());
  }

  /**
   * What happened when, for the first time.
   *
   * @param queuedAt when it first queued; the age in the queue counts from here
   * @param hydratedAt when its context was complete and the start of its session began
   * @param startedAt when RUNNING was first entered
   * @param suspendedAt since when its session is suspended, if it is now
   * @param exitedAt when its agent's process ended without a result
   * @param completedAt when it became terminal
   */
  public record Moments(
      Optional<Instant> queuedAt,
      Optional<Instant> hydratedAt,
      Optional<Instant> startedAt,
      Optional<Instant> suspendedAt,
      Optional<Instant> exitedAt,
      Optional<Instant> completedAt) {
    /** Nothing happened yet. */
    public static Moments none() {
      return new Moments(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    Moments queued(Optional<Instant> when) {
      return new Moments(when, hydratedAt, startedAt, suspendedAt, exitedAt, completedAt);
    }

    Moments hydrated(Optional<Instant> when) {
      return new Moments(queuedAt, when, startedAt, suspendedAt, exitedAt, completedAt);
    }

    Moments started(Optional<Instant> when) {
      return new Moments(queuedAt, hydratedAt, when, suspendedAt, exitedAt, completedAt);
    }

    Moments suspended(Optional<Instant> when) {
      return new Moments(queuedAt, hydratedAt, startedAt, when, exitedAt, completedAt);
    }

    Moments exited(Optional<Instant> when) {
      return new Moments(queuedAt, hydratedAt, startedAt, suspendedAt, when, completedAt);
    }

    Moments completed(Optional<Instant> when) {
      return new Moments(queuedAt, hydratedAt, startedAt, suspendedAt, exitedAt, when);
    }
  }

  /**
   * Until when things must have happened.
   *
   * @param phase the end of what the status waits for: uploads, admission, the queue, hydration,
   *     the start, run time, settling; empty while waiting for a human and when terminal
   * @param hard the session's hard end, which its backend cannot extend; empty without a session
   */
  public record Ends(Optional<Instant> phase, Optional<Instant> hard) {}

  /**
   * Times as sums over earlier visits.
   *
   * @param running in RUNNING, without the present visit
   * @param waiting waiting for a human, without the present visit
   * @param suspended the session was suspended
   * @param observerDown nobody observed the session
   */
  public record Sums(
      Duration running, Duration waiting, Duration suspended, Duration observerDown) {
    /** Nothing yet. */
    public static Sums zero() {
      return new Sums(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }
  }

  /**
   * Gates of the task.
   *
   * @param pending those that wait for a decision
   * @param raised all so far
   */
  public record Gates(int pending, int raised) {}

  /**
   * How it ends.
   *
   * @param cause why it went to FINALIZING; written once, on entry
   * @param failure why it failed, when it did or will; with COMPLETED, what the warning is about
   * @param message in words a person can act on; may accompany COMPLETED as a warning
   */
  public record Fate(Optional<Cause> cause, Optional<ErrorCode> failure, Optional<String> message) {
    /** Not decided. */
    public static Fate open() {
      return new Fate(Optional.empty(), Optional.empty(), Optional.empty());
    }
  }

  /** Why a task is being finalised. */
  public enum Cause {
    /** The agent reported a result, or ended without one. */
    RESULT,
    /** Preflight, hydration or start failed. */
    START_FAILED,
    /** The session is gone. */
    LOST,
    /** A time limit passed. */
    TIMED_OUT,
    /** Budget or turns are used up. */
    EXHAUSTED,
    /** Somebody cancelled. */
    CANCELLED
  }
}
