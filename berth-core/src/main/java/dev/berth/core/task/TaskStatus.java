package dev.berth.core.task;

/**
 * Where a task is in its life; see {@code docs/task-states.md}, which is made from the transition
 * table.
 */
public enum TaskStatus {
  PENDING_UPLOADS,
  SUBMITTED,
  QUEUED,
  HYDRATING,
  RUNNING,
  AWAITING_APPROVAL,
  FINALIZING,
  COMPLETED,
  FAILED,
  CANCELLED,
  TIMED_OUT;

  /** Whether nothing can follow. */
  public boolean isTerminal() {
    return switch (this) {
      case COMPLETED, FAILED, CANCELLED, TIMED_OUT -> true;
      case PENDING_UPLOADS, SUBMITTED, QUEUED, HYDRATING, RUNNING, AWAITING_APPROVAL, FINALIZING ->
          false;
    };
  }

  /** Whether a session exists, or may. */
  public boolean hasSession() {
    return switch (this) {
      case HYDRATING, RUNNING, AWAITING_APPROVAL, FINALIZING -> true;
      case PENDING_UPLOADS, SUBMITTED, QUEUED, COMPLETED, FAILED, CANCELLED, TIMED_OUT -> false;
    };
  }
}
