package dev.berth.stacks.plan;

/**
 * Why nothing at all is deleted.
 *
 * @param text a sentence with the numbers or names
 */
public record Refusal(Guard guard, String text) {
  /** Which guard. */
  public enum Guard {
    ACCOUNT,
    REGION,
    IDENTITY_UNKNOWN,
    CAP_NUMBER,
    CAP_PERCENT,
    /** The plan is not the one that was approved. */
    PLAN_CHANGED,
    /** Another sweeper has the lock. */
    LOCKED,
    /** The lock was lost during the run. */
    FENCED_OFF
  }
}
