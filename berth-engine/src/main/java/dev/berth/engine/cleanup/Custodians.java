package dev.berth.engine.cleanup;

import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.Place;
import dev.berth.core.lease.Presence;
import java.util.List;
import java.util.Optional;

/** Finds who looks after a lease's thing. Immutable and thread-safe. */
public final class Custodians {
  private final List<Custodian> all;

  public Custodians(List<Custodian> all) {
    this.all = List.copyOf(all);
  }

  public List<Custodian> all() {
    return all;
  }

  /**
   * The custodian that may judge this lease: of its kind and at its place. On the same machine
   * after a new boot, processes are proven gone; directories are still there.
   */
  public Optional<Custodian> of(Lease lease) {
    Optional<Custodian> exact =
        all.stream()
            .filter(c -> c.kind() == lease.kind() && c.place().equals(lease.place()))
            .findFirst();
    return exact.isPresent() ? exact : afterReboot(lease);
  }

  /** Whether the lease's processes are proven gone, since this machine has booted since. */
  public boolean isOfFormerBoot(Lease lease) {
    return lease.kind() == LeaseKind.PROCESS
        && of(lease).filter(OfFormerBoot.class::isInstance).isPresent();
  }

  private Optional<Custodian> afterReboot(Lease lease) {
    return all.stream()
        .filter(c -> c.kind() == lease.kind() && c.place().mayJudge(lease.place()))
        .findFirst()
        .map(c -> c.kind() == LeaseKind.PROCESS ? new OfFormerBoot(c.place(), lease.place()) : c);
  }

  /** Processes of an earlier boot. */
  private record OfFormerBoot(Place here, Place place) implements Custodian {
    @Override
    public LeaseKind kind() {
      return LeaseKind.PROCESS;
    }

    @Override
    public Presence look(Lease lease) {
      return new Presence.Absent("the host has booted since; it is now " + here.text());
    }

    @Override
    public void release(Lease lease) {
      // Nothing of an earlier boot can be running.
    }

    @Override
    public Listing list() {
      return new Listing(true, List.of());
    }
  }
}
