package dev.berth.core.lease;

import dev.berth.core.id.LeaseId;
import dev.berth.core.id.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The record that an external thing is held. Its id is the thing's exclusive name.
 *
 * @param handle the backend's immutable identity of the thing; empty until acquired
 * @param epoch fencing: every write carries it, taking over increases it
 * @param createBy no create call for it may be under way after this
 * @param releaser the node that is giving it back, and until when it owns that
 * @param after leases that must be settled first
 * @param evidence how the thing was seen to be gone, or to whom it was handed over
 * @param sequence the ledger's sequence at its creation; a thing newer than the ledger knows means
 *     the ledger went back
 */
public record Lease(
    LeaseId id,
    LeaseKind kind,
    LeaseOwner owner,
    Place place,
    Optional<String> handle,
    LeaseState state,
    long epoch,
    Instant createBy,
    Optional<Releaser> releaser,
    List<LeaseId> after,
    Attempts attempts,
    Optional<String> evidence,
    long sequence,
    Times times) {
  public Lease {
    after = List.copyOf(after);
  }

  /** The same with the identity of a thing that was found under its name. */
  public Lease withHandle(String found) {
    return new Lease(
        id,
        kind,
        owner,
        place,
        Optional.of(found),
        state,
        epoch,
        createBy,
        releaser,
        after,
        attempts,
        evidence,
        sequence,
        times);
  }

  /** Who gives it back, and until when nobody else may. */
  public record Releaser(NodeId node, Instant until) {}

  /**
   * What has been tried to give it back.
   *
   * @param waitedUntil until when it last waited for a dependency that was down; that used no
   *     attempt, and does not count as time in which it resisted
   */
  public record Attempts(
      int count,
      Optional<String> lastError,
      Optional<Instant> next,
      Optional<Instant> waitedUntil) {
    public static Attempts none() {
      return new Attempts(0, Optional.empty(), Optional.empty(), Optional.empty());
    }
  }

  /** When it changed state. */
  public record Times(
      Instant intendedAt,
      Optional<Instant> heldAt,
      Optional<Instant> releasingAt,
      Optional<Instant> settledAt) {}
}
