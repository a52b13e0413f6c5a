package dev.berth.core.event;

import java.util.Locale;
import java.util.Optional;

/** What can happen to a task. The wire name is the constant in lower case. */
public enum EventType {
  TASK_CREATED,
  UPLOADS_CONFIRMED,
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
  AGENT_EXITED,
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

  /** The name in the API. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The type of this wire name. */
  public static Optional<EventType> fromWire(String wire) {
    for (EventType type : values()) {
      if (type.wire().equals(wire)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** Whether an agent may write it. */
  public boolean isAgents() {
    return switch (this) {
      case AGENT_TURN,
          AGENT_TOOL_CALL,
          AGENT_TOOL_RESULT,
          AGENT_MILESTONE,
          AGENT_ERROR,
          AGENT_BLOCKED ->
          true;
      case TASK_CREATED,
          UPLOADS_CONFIRMED,
          AGENT_EXITED,
          ADMISSION_QUEUED,
          QUEUE_PICKUP,
          PREFLIGHT_FAILED,
          HYDRATION_STARTED,
          HYDRATION_COMPLETE,
          SESSION_STARTED,
          AGENT_COST_UPDATE,
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
          ORPHAN_RELEASED ->
          false;
    };
  }

  /** Whether a session decides how many there are: they are recorded within its cap only. */
  public boolean isSessions() {
    return switch (this) {
      case AGENT_TURN,
          AGENT_TOOL_CALL,
          AGENT_TOOL_RESULT,
          AGENT_MILESTONE,
          AGENT_COST_UPDATE,
          AGENT_ERROR,
          AGENT_BLOCKED,
          EGRESS_DENIED,
          CHECKPOINT_SAVED,
          PUSH_ACCEPTED,
          PUSH_REFUSED ->
          true;
      case TASK_CREATED,
          UPLOADS_CONFIRMED,
          ADMISSION_QUEUED,
          QUEUE_PICKUP,
          PREFLIGHT_FAILED,
          HYDRATION_STARTED,
          HYDRATION_COMPLETE,
          SESSION_STARTED,
          AGENT_EXITED,
          APPROVAL_REQUESTED,
          APPROVAL_DECISION_RECORDED,
          APPROVAL_TIMED_OUT,
          APPROVAL_TIMEOUT_SHORTENED,
          EGRESS_CHANGED,
          NUDGE_RECEIVED,
          SESSION_SILENT,
          SESSION_LOST,
          SESSION_SUSPENDED,
          SESSION_RESUMED,
          CHECKPOINT_RESTORED,
          RECORDING_ENDED,
          BUDGET_LANDING,
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
          ORPHAN_RELEASED ->
          false;
    };
  }
}
