package dev.berth.gateway.door;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Counts the calls of one session to one path: {@code burst} at once, {@code perSecond} in the long
 * run. Thread-safe.
 */
final class TokenBucket {
  private final Rate rate;
  private final long nanosPerToken;
  private long filledAt;
  private long missing;

  TokenBucket(Rate rate, long nanosNow) {
    this.rate = rate;
    this.nanosPerToken = TimeUnit.SECONDS.toNanos(1) / rate.perSecond();
    this.filledAt = nanosNow;
  }

  /** Takes a token, or answers how long to wait for the next one; zero when it was taken. */
  synchronized Duration take(long nanosNow) {
    long elapsed = Math.max(0, nanosNow - filledAt);
    filledAt = Math.max(filledAt, nanosNow);
    missing = Math.max(0, missing - elapsed);
    long full = nanosPerToken * rate.burst();
    if (missing + nanosPerToken > full) {
      return Duration.ofNanos(missing + nanosPerToken - full);
    }
    missing += nanosPerToken;
    return Duration.ZERO;
  }
}
