package dev.berth.api.task;

import java.util.Arrays;
import java.util.Optional;

/** Every status a task can have. On the wire it is the constant's name. */
public enum TaskStatus {
  PENDING_UPLOADS(false),
  SUBMITTED(false),
  QUEUED(false),
  HYDRATING(false),
  RUNNING(false),
  AWAITING_APPROVAL(false),
  FINALIZING(false),
  COMPLETED(true),
  FAILED(true),
  CANCELLED(true),
  TIMED_OUT(true);

  private final boolean terminal;

  TaskStatus(boolean terminal) {
    this.terminal = terminal;
  }

  /** Whether a task with this status never changes it again. */
  public boolean terminal() {
    return terminal;
  }

  /** The status of that name; empty for one that a newer server knows and this client does not. */
  public static Optional<TaskStatus> of(String name) {
    return Arrays.stream(values()).filter(status -> status.name().equals(name)).findFirst();
  }
}
