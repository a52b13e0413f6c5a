package dev.berth.core.lease;

import dev.berth.core.id.LeaseId;
import java.util.List;
import java.util.Optional;

/**
 * Looks after things of one kind at one place. Everything is done by identity: it touches only what
 * carries the lease's proof. Thread-safe.
 */
public interface Custodian {
  LeaseKind kind();

  Place place();

  /** Whether the thing of this lease exists. Never guesses. */
  Presence look(Lease lease);

  /**
   * Asks for the thing to go away. Returning is not proof of it; releasing what is gone does
   * nothing.
   *
   * @throws dev.berth.core.error.BerthException typed; {@code retryable()} says whether trying
   *     again may help
   */
  void release(Lease lease);

  /**
   * Who keeps the thing instead of it being released; asked before each release. Where it cannot be
   * proven that nobody would miss the thing, somebody keeps it.
   *
   * @throws dev.berth.core.error.BerthException when that cannot be found out now
   */
  default Optional<String> keeper(Lease lease) {
    return Optional.empty();
  }

  /** Everything of this kind and installation that exists at the place. */
  Listing list();

  /** What exists; {@code complete} only when nothing can have been missed. */
  record Listing(boolean complete, List<Thing> things) {
    public Listing {
      things = List.copyOf(things);
    }
  }

  /**
   * A thing by its name, with its handle and the ledger's sequence at its creation where it carries
   * that.
   */
  record Thing(LeaseId name, String handle, Optional<Long> sequence) {}
}
