package dev.berth.stacks.aws;

import java.time.Duration;

/**
 * How long a call may take, how often it is made again, and how fast calls follow each other.
 *
 * @param connect until a connection stands
 * @param attempt until one attempt has its whole answer
 * @param listing until a listing with all its pages and details is broken off as incomplete
 * @param attempts 1 to 10 per call, where a failed one certainly had no effect
 * @param interval between two calls to one service; throttling doubles it, up to 2 s, and every
 *     answer brings it back a little
 * @param retryBudget how many retries all calls together may make in a row; an answer gives back a
 *     tenth of one
 */
public record CallLimits(
    Duration connect,
    Duration attempt,
    Duration listing,
    int attempts,
    Duration interval,
    int retryBudget) {
  public CallLimits {
    boolean positive = connect.isPositive() && attempt.isPositive() && listing.isPositive();
    if (!positive || interval.isNegative() || attempts < 1 || attempts > 10 || retryBudget < 0) {
      throw new IllegalArgumentException("durations are positive, attempts are 1 to 10");
    }
  }

  /** 5 s, 20 s, 2 min, 4 attempts, 20 calls a second, 50 retries. */
  public static CallLimits standard() {
    return new CallLimits(
        Duration.ofSeconds(5),
        Duration.ofSeconds(20),
        Duration.ofMinutes(2),
        4,
        Duration.ofMillis(50),
        50);
  }
}
