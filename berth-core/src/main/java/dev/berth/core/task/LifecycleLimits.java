package dev.berth.core.task;

import java.time.Duration;

/**
 * The limits that the state machine keeps; configurable, these are lifecycle defaults.
 *
 * @param uploads from submission until all attachments are there: 30 min
 * @param admission in SUBMITTED: 10 min
 * @param queue from first queued: 24 h
 * @param hydration until the context is complete: 2 min
 * @param runTime in RUNNING, without waiting for a human: 8 h
 * @param exitGrace between the end of the agent's process and its result: 5 s
 * @param settle in FINALIZING: 10 min
 * @param settleAfterCancel in FINALIZING once cancelled: 30 s
 * @param gateCap gates that a task may raise: 50
 */
public record LifecycleLimits(
    Duration uploads,
    Duration admission,
    Duration queue,
    Duration hydration,
    Duration runTime,
    Duration exitGrace,
    Duration settle,
    Duration settleAfterCancel,
    int gateCap) {

  public LifecycleLimits {
    for (Duration limit :
        new Duration[] {
          uploads, admission, queue, hydration, runTime, exitGrace, settle, settleAfterCancel
        }) {
      if (limit.isNegative() || limit.isZero()) {
        throw new IllegalArgumentException("a limit is longer than zero");
      }
    }
    if (gateCap < 0) {
      throw new IllegalArgumentException("a task may raise zero gates or more");
    }
  }

  /** The defaults. */
  public static LifecycleLimits defaults() {
    return new LifecycleLimits(
        Duration.ofMinutes(30),
        Duration.ofMinutes(10),
        Duration.ofHours(24),
        Duration.ofMinutes(2),
        Duration.ofHours(8),
        Duration.ofSeconds(5),
        Duration.ofMinutes(10),
        Duration.ofSeconds(30),
        50);
  }
}
