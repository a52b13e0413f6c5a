package dev.berth.runtime.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the last heartbeat told.
 *
 * @param budget null before the first heartbeat was answered
 * @param deadline null when unknown
 * @param turnsLeft null when unknown
 */
public record SessionState(
    @Nullable Budget budget, @Nullable Instant deadline, @Nullable Integer turnsLeft) {
  static final SessionState UNKNOWN = new SessionState(null, null, null);

  /** Money, in micro-dollars. */
  public record Budget(
      long limitMicroUsd, long spentMicroUsd, long reservedMicroUsd, long leftMicroUsd) {}
}
