package dev.berth.core.lease;

import dev.berth.core.id.LeaseId;

/**
 * A thing that exists and is on the books. Only {@link Ledger} makes one, so nobody has a handle
 * without a held lease.
 */
public final class HeldLease {
  private final LeaseId id;
  private final LeaseKind kind;
  private final String handle;

  HeldLease(LeaseId id, LeaseKind kind, String handle) {
    this.id = id;
    this.kind = kind;
    this.handle = handle;
  }

  public LeaseId id() {
    return id;
  }

  public LeaseKind kind() {
    return kind;
  }

  /** The backend's identity of the thing. */
  public String handle() {
    return handle;
  }
}
