package dev.berth.engine.retention;

import java.time.Duration;

/**
 * How long things are kept.
 *
 * @param tasks after their end, with their events, sessions and artifacts
 * @param blobs that nobody refers to, after they were stored
 * @param interval between two looks
 */
public record RetentionSettings(Duration tasks, Duration blobs, Duration interval) {
  public RetentionSettings {
    if (!tasks.isPositive() || !blobs.isPositive() || !interval.isPositive()) {
      throw new IllegalArgumentException("retention is longer than no time");
    }
  }

  /** 90 days, of the design; a day; and an hour. */
  public static RetentionSettings defaults() {
    return new RetentionSettings(Duration.ofDays(90), Duration.ofDays(1), Duration.ofHours(1));
  }
}
