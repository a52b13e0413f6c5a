package dev.berth.init.holder;

import java.time.Duration;
import java.time.Instant;

/**
 * When a holder ends its session by itself: at the hard end, if no server called for a while before
 * it. A server that calls looks after the end itself. Thread-safe.
 */
final class HardEnd {
  private final Instant end;
  private final Duration orphanAfter;
  private Instant lastContact;

  /**
   * An end.
   *
   * @param orphanAfter for how long no server must have called
   * @param startedAt counts as a call
   */
  HardEnd(Instant end, Duration orphanAfter, Instant startedAt) {
    this.end = end;
    this.orphanAfter = orphanAfter;
    this.lastContact = startedAt;
  }

  synchronized void contact(Instant now) {
    lastContact = now;
  }

  synchronized boolean overdue(Instant now) {
    return !now.isBefore(end) && !now.isBefore(lastContact.plus(orphanAfter));
  }
}
