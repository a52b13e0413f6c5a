package dev.berth.gateway.egress;

import dev.berth.core.egress.Traffic;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Counts the bytes of one session against its limits. Claims are stored ahead, a block at a time:
 * after a crash what was claimed counts as used, so that a session never moves more than its limit,
 * and up to a block less. Thread-safe.
 */
final class TrafficMeter {
  /** How much is claimed at once, and at most this part of the limit. */
  private static final long BLOCK = 64L << 20;

  private static final int PARTS = 16;

  private final Traffic limit;
  private final Consumer<Traffic> claims;
  private Traffic used;
  private Traffic claimed;
  private final Set<Way> ended = EnumSet.noneOf(Way.class);

  /**
   * @param claimed what was claimed before: it counts as used
   * @param claims stores a claim, or fails
   */
  TrafficMeter(Traffic limit, Traffic claimed, Consumer<Traffic> claims) {
    this.limit = limit;
    this.used = claimed;
    this.claimed = claimed;
    this.claims = claims;
  }

  /** Which way bytes go. */
  enum Way {
    SENT,
    RECEIVED
  }

  /** Counts bytes that are about to be passed on; false: they may not be. */
  synchronized boolean take(Way way, int bytes) {
    long sent = used.sent() + (way == Way.SENT ? bytes : 0);
    long received = used.received() + (way == Way.RECEIVED ? bytes : 0);
    if (sent > limit.sent() || received > limit.received()) {
      ended.add(way);
      return false;
    }
    if (sent > claimed.sent() || received > claimed.received()) {
      Traffic wanted =
          new Traffic(
              claim(claimed.sent(), sent, limit.sent()),
              claim(claimed.received(), received, limit.received()));
      claims.accept(wanted);
      claimed = wanted;
    }
    used = new Traffic(sent, received);
    return true;
  }

  /** Whether this way is at its end: something did not fit, or nothing does. */
  synchronized boolean isSpent(Way way) {
    return ended.contains(way)
        || switch (way) {
          case SENT -> used.sent() >= limit.sent();
          case RECEIVED -> used.received() >= limit.received();
        };
  }

  private static long claim(long before, long needed, long limit) {
    if (needed <= before) {
      return before;
    }
    long block = Math.clamp(limit / PARTS, 1, BLOCK);
    return Math.min(limit, Math.max(needed, before + block));
  }
}
