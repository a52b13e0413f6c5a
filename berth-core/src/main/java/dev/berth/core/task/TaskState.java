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
 * @param firstQueuedAt the age in the queue counts from here
 * @param startedAt when RUNNING was first entered
 * @param runTime time spent in RUNNING in earlier visits
 * @param waitTime time spent waiting for a human in earlier visits
 * @param suspendedTime time that the session was suspended
 * @param observerDownTime time that nobody observed the session
 * @param pendingGates gates that wait for a decision
 * @param gateCount gates raised so far
 * @param cause why the task went to FINALIZING; written once
 * @param failure why it failed, when it did or will
 * @param message in words a person can act on; may accompany COMPLETED as a warning
 */
public record TaskState(
    TaskStatus status,
    Instant since,
    Optional<Instant> firstQueuedAt,
    Optional<Instant> startedAt,
    Optional<Instant> completedAt,
    Duration runTime,
    Duration waitTime,
    Duration suspendedTime,
    Duration observerDownTime,
    int pendingGates,
    int gateCount,
    Optional<Cause> cause,
    Optional<ErrorCode> failure,
    Optional<String> message) {

  /** A task that was just submitted. */
  public static TaskState submitted(boolean uploadsOutstanding, Instant now) {
    return new TaskState(
        uploadsOutstanding ? TaskStatus.PENDING_UPLOADS : TaskStatus.SUBMITTED,
        now,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        0,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
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
