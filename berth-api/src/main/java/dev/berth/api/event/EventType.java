package dev.berth.api.event;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Every type an event of a task can have. On the wire it is the constant's name in lower case. */
public enum EventType {
  TASK_CREATED,
  ADMISSION_QUEUED,
  QUEUE_PICKUP,
  PREFLIGHT_FAILED,
  HYDRATION_STARTED,
  HYDRATION_COMPLETE,
  SESSION_STARTED,
  AGENT_TURN,
  AGENT_TOOL_CALL,
  AGENT_TOOL_RESULT,
  AGENT_MILESTONE,
  AGENT_COST_UPDATE,
  AGENT_ERROR,
  AGENT_BLOCKED,
  APPROVAL_REQUESTED,
  APPROVAL_DECISION_RECORDED,
  APPROVAL_TIMED_OUT,
  APPROVAL_TIMEOUT_SHORTENED,
  EGRESS_DENIED,
  EGRESS_CHANGED,
  NUDGE_RECEIVED,
  SESSION_SILENT,
  SESSION_LOST,
  SESSION_SUSPENDED,
  SESSION_RESUMED,
  CHECKPOINT_SAVED,
  CHECKPOINT_RESTORED,
  RECORDING_ENDED,
  BUDGET_LANDING,
  PUSH_ACCEPTED,
  PUSH_REFUSED,
  CHANGE_REQUEST_OPENED,
  VERIFICATION_STARTED,
  VERIFICATION_COMPLETE,
  OUTCOME_PENDING,
  CANCEL_REQUESTED,
  TASK_COMPLETED,
  TASK_FAILED,
  TASK_CANCELLED,
  TASK_TIMED_OUT,
  SESSION_CLEANUP_COMPLETE,
  LEASE_STUCK,
  ORPHAN_RELEASED;

  /** The name on the wire. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether this is the one event that ends a task. */
  public boolean terminal() {
    return switch (this) {
      case TASK_COMPLETED, TASK_FAILED, TASK_CANCELLED, TASK_TIMED_OUT -> true;
      case TASK_CREATED,
          ADMISSION_QUEUED,
          QUEUE_PICKUP,
          PREFLIGHT_FAILED,
          HYDRATION_STARTED,
          HYDRATION_COMPLETE,
          SESSION_STARTED,
          AGENT_TURN,
          AGENT_TOOL_CALL,
          AGENT_TOOL_RESULT,
          AGENT_MILESTONE,
          AGENT_COST_UPDATE,
          AGENT_ERROR,
          AGENT_BLOCKED,
          APPROVAL_REQUESTED,
          APPROVAL_DECISION_RECORDED,
          APPROVAL_TIMED_OUT,
          APPROVAL_TIMEOUT_SHORTENED,
          EGRESS_DENIED,
          EGRESS_CHANGED,
          NUDGE_RECEIVED,
          SESSION_SILENT,
          SESSION_LOST,
          SESSION_SUSPENDED,
          SESSION_RESUMED,
          CHECKPOINT_SAVED,
          CHECKPOINT_RESTORED,
          RECORDING_ENDED,
          BUDGET_LANDING,
          PUSH_ACCEPTED,
          PUSH_REFUSED,
          CHANGE_REQUEST_OPENED,
          VERIFICATION_STARTED,
          VERIFICATION_COMPLETE,
          OUTCOME_PENDING,
          CANCEL_REQUESTED,
          SESSION_CLEANUP_COMPLETE,
          LEASE_STUCK,
          ORPHAN_RELEASED ->
          false;
    };
  }

  /**
   * The type of that wire name; empty for one that a newer server knows and this client does not.
   */
  public static Optional<EventType> of(String wire) {
    return Arrays.stream(values()).filter(type -> type.wire().equals(wire)).findFirst();
  }
}
