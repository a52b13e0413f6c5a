package dev.berth.chaos.fault;

import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.Place;
import dev.berth.core.lease.Presence;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A custodian that cannot always do its work. */
public final class FaultyCustodian implements Custodian {
  private final Custodian real;
  private final FaultyCalls calls;

  public FaultyCustodian(Custodian real, FaultyCalls calls) {
    this.real = real;
    this.calls = calls;
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
    return calls.question(name("look"), () -> real.look(lease));
  }

  @Override
  public void release(Lease lease) {
    calls.run(name("release"), () -> real.release(lease));
  }

  @Override
  public Optional<String> keeper(Lease lease) {
    return calls.question(name("keeper"), () -> real.keeper(lease));
  }

  @Override
  public Listing list() {
    Optional<FaultKind> fault = calls.listing(name("list"));
    Listing all = real.list();
    if (fault.isEmpty()) {
      return all;
    }
    List<Thing> things = all.things();
    return fault.get() == FaultKind.PARTIAL
        ? new Listing(false, things.subList(0, things.size() / 2))
        : new Listing(all.complete(), Stream.concat(things.stream(), things.stream()).toList());
  }

  private String name(String method) {
    return kind().wire() + "." + method;
  }
}
