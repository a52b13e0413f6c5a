package dev.berth.stacks.plan;

import java.time.Duration;

/**
 * How much one run may do.
 *
 * @param maxDeletes 0 to 10,000; a plan with more deletes nothing at all
 * @param maxPercent 0 to 100 percent of the items listed, sessions left out; a plan of at most ten
 *     deletes is not measured in percent
 * @param parallelism deletes at a time, 1 to 16
 * @param budget how long a run may take before it stops and reports; at least a second
 * @param settle how long a detached interface must have been known before it is deleted; positive,
 *     and longer than listings of the cloud lag behind
 */
public record Limits(
    int maxDeletes, int maxPercent, int parallelism, Duration budget, Duration settle) {
  public Limits {
    require(maxDeletes >= 0 && maxDeletes <= 10_000, "maxDeletes is 0 to 10000");
    require(maxPercent >= 0 && maxPercent <= 100, "maxPercent is 0 to 100");
    require(parallelism >= 1 && parallelism <= 16, "parallelism is 1 to 16");
    require(budget.toSeconds() >= 1, "the budget is at least a second");
    require(settle.isPositive(), "settle is positive");
  }

  public static Limits standard() {
    return new Limits(100, 50, 4, Duration.ofMinutes(20), Duration.ofMinutes(5));
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
