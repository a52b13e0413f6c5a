package dev.berth.core.lease;

/** Where a lease is in its life. */
public enum LeaseState {
  /** Written before the thing is made. */
  INTENDED,
  /** The thing exists and its handle is known. */
  HELD,
  /** Somebody is giving it back. */
  RELEASING,
  /** The thing was seen to be gone, or never existed. */
  RELEASED,
  /** Something named keeps it. */
  HANDED_OVER,
  /** Could not be given back so far; still tried, slowly. */
  STUCK;

  /** Whether the ledger's account of the thing is closed. */
  public boolean isSettled() {
    return switch (this) {
      case RELEASED, HANDED_OVER -> true;
      case INTENDED, HELD, RELEASING, STUCK -> false;
    };
  }
}
