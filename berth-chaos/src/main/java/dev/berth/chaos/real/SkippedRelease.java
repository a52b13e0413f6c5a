package dev.berth.chaos.real;

import dev.berth.core.id.LeaseId;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.Place;
import dev.berth.core.lease.Presence;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The planted defect: some things are said to be gone, and nothing was done about them. Chosen by
 * their names, so that the next life of the server says the same.
 */
final class SkippedRelease implements Custodian {
  /** One of so many. */
  private static final int SHARE = 4;

  private final Custodian real;
  private final Set<LeaseId> skipped = ConcurrentHashMap.newKeySet();

  SkippedRelease(Custodian real) {
    this.real = real;
  }

  @Override
  public LeaseKind kind() {
    return real.kind();
  }

  @Override
  public Place place() {
    return real.place();
  }

  @Override
  public Presence look(Lease lease) {
    return skipped.contains(lease.id()) ? new Presence.Absent("it is gone") : real.look(lease);
  }

  @Override
  public void release(Lease lease) {
    if (isChosen(lease.id())) {
      skipped.add(lease.id());
    } else {
      real.release(lease);
    }
  }

  @Override
  public Optional<String> keeper(Lease lease) {
    return real.keeper(lease);
  }

  @Override
  public Listing list() {
    Listing all = real.list();
    return new Listing(
        all.complete(), all.things().stream().filter(t -> !isChosen(t.name())).toList());
  }

  private boolean isChosen(LeaseId lease) {
    return kind().isListed() && Math.floorMod(lease.value().hashCode(), SHARE) == 0;
  }
}
