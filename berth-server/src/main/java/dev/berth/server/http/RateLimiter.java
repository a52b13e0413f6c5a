package dev.berth.server.http;

import dev.berth.core.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A token bucket for each key: {@code burst} at once, refilled evenly at {@code perMinute}. Keys
 * that have been full again for a while are forgotten. Thread-safe.
 */
final class RateLimiter {
  private static final int SWEEP_ABOVE = 10_000;

  private final Time time;
  private final int burst;
  private final double perMilli;
  private final ConcurrentHashMap<String, Bucket> buckets = new ConcurrentHashMap<>();

  RateLimiter(Time time, int burst, int perMinute) {
    this.time = time;
    this.burst = burst;
    this.perMilli = perMinute / 60_000.0;
  }

  /** Takes one; how long to wait when there is none. */
  Optional<Duration> take(String key) {
    Instant now = time.now();
    if (buckets.size() > SWEEP_ABOVE) {
      buckets.values().removeIf(bucket -> refilled(bucket, now) >= burst);
    }
    Bucket after =
        buckets.compute(
            key,
            (k, old) -> {
              double tokens = old == null ? burst : refilled(old, now);
              return tokens >= 1
                  ? new Bucket(tokens - 1, now, true)
                  : new Bucket(tokens, now, false);
            });
    if (after.taken()) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofMillis((long) Math.ceil((1 - after.tokens()) / perMilli)));
  }

  private double refilled(Bucket bucket, Instant now) {
    double gained = Duration.between(bucket.at(), now).toMillis() * perMilli;
    return Math.min(burst, bucket.tokens() + Math.max(0, gained));
  }

  private record Bucket(double tokens, Instant at, boolean taken) {}
}
