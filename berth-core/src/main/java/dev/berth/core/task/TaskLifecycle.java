package dev.berth.core.task;

import dev.berth.core.error.ErrorCode;
import java.time.Instant;

/**
 * The task state machine: a pure function of state, signal and moment. The only place that knows a
 * transition. Immutable and thread-safe.
 */
public final class TaskLifecycle {
  private final LifecycleLimits limits;

  public TaskLifecycle(LifecycleLimits limits) {
    this.limits = limits;
  }

  /** What follows from a signal. Every pair of status and signal has an answer. */
  public Decision next(TaskState state, Signal signal, Instant now) {
    return new Decision.Refused(
        ErrorCode.ILLEGAL_TRANSITION, state.status() + " " + signal.kind() + now + limits);
  }
}
