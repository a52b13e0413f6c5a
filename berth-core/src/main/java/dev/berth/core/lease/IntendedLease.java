package dev.berth.core.lease;

import dev.berth.core.id.LeaseId;
import java.time.Instant;

/**
 * A lease that is written and committed, so that the thing may now be made. Only {@link Ledger}
 * makes one.
 */
public final class IntendedLease {
  private final Lease lease;

  IntendedLease(Lease lease) {
    this.lease = lease;
  }

  /** The thing's exclusive name. */
  public LeaseId name() {
    return lease.id();
  }

  public LeaseKind kind() {
    return lease.kind();
  }

  public LeaseOwner owner() {
    return lease.owner();
  }

  /** The create call must have ended before this. */
  public Instant createBy() {
    return lease.createBy();
  }

  public long sequence() {
    return lease.sequence();
  }

  long epoch() {
    return lease.epoch();
  }
}
