package dev.berth.core.audit;

import java.util.Locale;

/** What is recorded. The wire name is the constant in lower case. */
public enum AuditAction {
  /** A submission was refused. */
  TASK_REJECTED,
  /** A nudge was refused. */
  NUDGE_REJECTED,
  GATE_APPROVED,
  GATE_DENIED,
  /** Nobody decided in time. */
  GATE_TIMED_OUT,
  /** Rules forbade a step, or could not be asked; no person was. */
  STEP_DENIED,
  API_KEY_CREATED,
  API_KEY_REVOKED,
  /** What a repository's sessions may reach. */
  EGRESS_CHANGED,
  /** A repository's rules. */
  POLICY_CHANGED;

  /** The name in the API. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
