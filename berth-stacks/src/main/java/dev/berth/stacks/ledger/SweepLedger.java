package dev.berth.stacks.ledger;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The memory of one scope, append-only, with one writer at a time. Thread-safe. A ledger that
 * cannot be read in part or whole is not an error but a loss: what can be read counts, the rest is
 * forgotten, and forgetting only ever lengthens a wait. Only writing can fail, with a {@link
 * dev.berth.core.error.BerthException}.
 */
public interface SweepLedger {
  /** Everything that was appended and can be read, oldest first. Needs no lock, writes nothing. */
  Contents read();

  /**
   * The lock, if nobody holds it or its holder's time is over.
   *
   * @param term how long it is held unless renewed; positive
   */
  Optional<Fence> acquire(String holder, Duration term);

  /** The same token with a new term; none if it was lost, and then it is never regained. */
  Optional<Fence> renew(Fence fence, Duration term);

  /**
   * Appends all events or none, durably, if this fence is the latest that was given out and has not
   * ended; otherwise appends nothing.
   *
   * @return whether they were appended
   */
  boolean append(Fence fence, List<LedgerEvent> events);

  /** Gives the lock back; nothing happens if it was lost already. */
  void release(Fence fence);

  /**
   * What could be read.
   *
   * @param warning what was lost; none if nothing was
   */
  record Contents(List<LedgerEvent> events, Optional<String> warning) {
    public Contents {
      events = List.copyOf(events);
    }
  }
}
