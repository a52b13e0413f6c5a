package dev.berth.core.lease;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.LeaseId;
import dev.berth.core.id.Ulid;
import dev.berth.core.store.Database;
import dev.berth.core.time.Time;
import dev.berth.core.waypoint.Waypoint;
import dev.berth.core.waypoint.Waypoints;
import java.time.Instant;
import java.util.Optional;

/**
 * Acquires things by the ledger's protocol: the lease is committed before the thing is made, and a
 * thing whose lease was taken over meanwhile is destroyed at once by its maker. Thread-safe.
 */
public final class Ledger {
  private final Database database;
  private final Time time;
  private final Ulid ids;
  private final Waypoints waypoints;

  public Ledger(Database database, Time time, Ulid ids, Waypoints waypoints) {
    this.database = database;
    this.time = time;
    this.ids = ids;
    this.waypoints = waypoints;
  }

  /**
   * Makes a thing under a lease.
   *
   * @throws BerthException {@code LEASE_REFUSED} when the session is closing, {@code LEASE_LOST}
   *     when the lease was taken over during the creation, or what the maker throws; then the lease
   *     stays INTENDED for recovery to close
   */
  public HeldLease acquire(LeaseRequest request, Maker maker) {
    Lease lease = intend(request);
    waypoints.pass(Waypoint.intended(lease.kind()));
    String handle = maker.make(new IntendedLease(lease));
    waypoints.pass(Waypoint.made(lease.kind()));
    Instant now = time.now();
    boolean mine = database.write(tx -> tx.leases().hold(lease.id(), lease.epoch(), handle, now));
    if (!mine) {
      maker.unmake(new IntendedLease(lease), handle);
      throw new BerthException(
          ErrorCode.LEASE_LOST,
          "the lease " + lease.id() + " was taken over while it was acquired");
    }
    waypoints.pass(Waypoint.held(lease.kind()));
    return new HeldLease(lease.id(), lease.kind(), handle);
  }

  /** The held lease of this id, as a restarted server finds it; empty unless it is HELD. */
  public Optional<HeldLease> held(LeaseId id) {
    return database
        .read(tx -> tx.leases().find(id))
        .filter(lease -> lease.state() == LeaseState.HELD)
        .flatMap(lease -> lease.handle().map(h -> new HeldLease(lease.id(), lease.kind(), h)));
  }

  private Lease intend(LeaseRequest request) {
    Instant now = time.now();
    LeaseId id = new LeaseId(ids.next());
    return database.write(
        tx -> {
          Lease lease =
              new Lease(
                  id,
                  request.kind(),
                  request.owner(),
                  request.place(),
                  Optional.empty(),
                  LeaseState.INTENDED,
                  1,
                  now.plus(request.createWithin()),
                  Optional.empty(),
                  request.after().stream().map(HeldLease::id).toList(),
                  Lease.Attempts.none(),
                  Optional.empty(),
                  tx.leases().nextSequence(),
                  new Lease.Times(now, Optional.empty(), Optional.empty(), Optional.empty()));
          if (!tx.leases().insert(lease)) {
            throw new BerthException(
                ErrorCode.LEASE_REFUSED, "the session is closing; nothing is acquired for it");
          }
          return lease;
        });
  }

  /**
   * Makes the thing under its exclusive name, and unmakes it by identity when the lease was lost.
   */
  public interface Maker {
    /** Makes the thing before {@code lease.createBy()} and answers its handle. */
    String make(IntendedLease lease);

    /** Destroys what {@code make} made. */
    void unmake(IntendedLease lease, String handle);
  }
}
