package dev.berth.core.lease;

import dev.berth.core.id.LeaseId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Leases without a ledger: only tests of backends may have them, which is why it stands here. */
public final class IssuedLeases {
  private final Place place;
  private final LeaseOwner owner;
  private final Instant now;

  public IssuedLeases(Place place, LeaseOwner owner, Instant now) {
    this.place = place;
    this.owner = owner;
    this.now = now;
  }

  /** A lease as it stands in the ledger. */
  public Lease lease(LeaseId id, LeaseKind kind, Optional<String> handle) {
    return new Lease(
        id,
        kind,
        owner,
        place,
        handle,
        handle.isPresent() ? LeaseState.HELD : LeaseState.INTENDED,
        1,
        now.plusSeconds(60),
        Optional.empty(),
        List.of(),
        Lease.Attempts.none(),
        Optional.empty(),
        7,
        new Lease.Times(now, Optional.empty(), Optional.empty(), Optional.empty()));
  }

  public IntendedLease intended(LeaseId id, LeaseKind kind) {
    return new IntendedLease(lease(id, kind, Optional.empty()));
  }

  public HeldLease held(LeaseId id, LeaseKind kind, String handle) {
    return new HeldLease(id, kind, handle);
  }
}
