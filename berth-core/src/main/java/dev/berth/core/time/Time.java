package dev.berth.core.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The only source of time. Instants are truncated to milliseconds, which both databases keep.
 * Implementations are thread-safe; in tests a virtual one is turned by hand.
 */
public interface Time extends InstantSource {
  /** Now, in UTC, truncated to milliseconds. */
  Instant now();

  @Override
  default Instant instant() {
    return now();
  }

  /** A monotonic reading in nanoseconds, for durations only. */
  long nanos();

  /** Blocks this thread until the duration has passed on this clock. */
  void sleep(Duration duration) throws InterruptedException;
}
