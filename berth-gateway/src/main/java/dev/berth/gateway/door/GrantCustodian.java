package dev.berth.gateway.door;

import dev.berth.core.id.LeaseId;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.Place;
import dev.berth.core.lease.Presence;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Looks after grants. A grant's identity is its socket directory, which is named after the lease,
 * so looking and listing read one directory and miss nothing.
 */
final class GrantCustodian implements Custodian {
  private final Place place;
  private final SocketDirectory sockets;
  private final Consumer<LeaseId> close;

  GrantCustodian(Place place, SocketDirectory sockets, Consumer<LeaseId> close) {
    this.place = place;
    this.sockets = sockets;
    this.close = close;
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
    return sockets.exists(lease.id())
        ? new Presence.Present(sockets.of(lease.id()).toString())
        : new Presence.Absent(
            "The socket directory " + lease.id() + " does not exist; its token opens nothing.");
  }

  @Override
  public void release(Lease lease) {
    close.accept(lease.id());
  }

  @Override
  public Listing list() {
    List<Thing> things =
        sockets.list().stream()
            .map(id -> new Thing(id, sockets.of(id).toString(), Optional.empty()))
            .toList();
    return new Listing(true, things);
  }
}
