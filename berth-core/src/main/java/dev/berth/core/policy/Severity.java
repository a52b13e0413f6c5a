package dev.berth.core.policy;

/**
 * How much harm a step could do, least first: several rules together have the greatest of theirs.
 */
public enum Severity {
  LOW,
  MEDIUM,
  HIGH
}
