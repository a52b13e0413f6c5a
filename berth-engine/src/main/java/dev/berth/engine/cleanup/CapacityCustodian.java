package dev.berth.engine.cleanup;

import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.Place;
import dev.berth.core.lease.Presence;
import java.util.List;

/** Capacity is its lease's row and nothing else: settling the row gives it back. */
public final class CapacityCustodian implements Custodian {
  private final Place place;

  public CapacityCustodian(Place place) {
    this.place = place;
  }

  @Override
  public LeaseKind kind() {
    return LeaseKind.CAPACITY;
  }

  @Override
  public Place place() {
    return place;
  }

  @Override
  public Presence look(Lease lease) {
    return new Presence.Absent("the room is free again");
  }

  @Override
  public void release(Lease lease) {
    // The row is settled by whoever asks.
  }

  /** Rows are not listed: the ledger is their place. */
  @Override
  public Listing list() {
    return new Listing(false, List.of());
  }
}
