package dev.berth.bench.cleanup;

import dev.berth.core.id.LeaseId;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.IntendedLease;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.Ledger;
import dev.berth.core.lease.Place;
import dev.berth.core.lease.Presence;
import dev.berth.core.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Things that go a given time after they were asked to, as a container or a load balancer's target
 * does: asking answers at once. Thread-safe.
 */
final class SlowThings implements Custodian {
  private static final long NOT_ASKED = -1;

  private final Time time;
  private final Place place;
  private final Map<LeaseId, Duration> takes = new ConcurrentHashMap<>();
  private final Map<LeaseId, Long> goneAt = new ConcurrentHashMap<>();

  SlowThings(Time time, Place place) {
    this.time = time;
    this.place = place;
  }

  /** Makes one that takes so long to go. */
  Ledger.Maker taking(Duration duration) {
    return new Ledger.Maker() {
      @Override
      public String make(IntendedLease lease) {
        takes.put(lease.name(), duration);
        goneAt.put(lease.name(), NOT_ASKED);
        return lease.name().value();
      }

      @Override
      public void unmake(IntendedLease lease, String handle) {
        takes.remove(lease.name());
        goneAt.remove(lease.name());
      }
    };
  }

  @Override
  public LeaseKind kind() {
    return LeaseKind.GATEWAY_GRANT;
  }

  @Override
  public Place place() {
    return place;
  }

  @Override
  public Presence look(Lease lease) {
    Long at = goneAt.get(lease.id());
    return at == null || (at != NOT_ASKED && time.nanos() >= at)
        ? new Presence.Absent("gone")
        : new Presence.Present(lease.id().value());
  }

  @Override
  public void release(Lease lease) {
    Duration duration = takes.getOrDefault(lease.id(), Duration.ZERO);
    goneAt.computeIfPresent(
        lease.id(),
        (id, at) -> at == NOT_ASKED ? Long.valueOf(time.nanos() + duration.toNanos()) : at);
  }

  @Override
  public Listing list() {
    return new Listing(true, List.of());
  }
}
