package dev.berth.runtime.session;

/** Whether a tool call may go on. */
public sealed interface GateDecision {
  /** It may. */
  record Allow() implements GateDecision {}

  /** It may not; the reason is for the model. */
  record Deny(String reason) implements GateDecision {}
}
