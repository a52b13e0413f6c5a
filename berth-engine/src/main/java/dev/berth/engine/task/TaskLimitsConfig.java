package dev.berth.engine.task;

import java.time.Duration;

/**
 * What tasks get whose submission, repository and workflow say nothing.
 *
 * @param maxTurns 1-500; default 100
 * @param budgetMicroUsd 10,000-1,000,000,000; default 10,000,000 (USD 10)
 * @param approvalTimeout 30 s to 24 h; default 300 s
 */
public record TaskLimitsConfig(int maxTurns, long budgetMicroUsd, Duration approvalTimeout) {
  /** The defaults. */
  public static TaskLimitsConfig defaults() {
    return new TaskLimitsConfig(100, 10_000_000, Duration.ofMinutes(5));
  }
}
