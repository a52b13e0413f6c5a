package dev.berth.chaos.simulated;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.gateway.GrantRole;
import dev.berth.core.gateway.SessionDoors;
import dev.berth.core.id.SessionId;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.IntendedLease;
import dev.berth.core.lease.Lease;

/** Doors whose calls go wrong. */
final class FaultyDoors implements SessionDoors {
  private final SessionDoors real;
  private final Injector injector;
  private final Books books;

  FaultyDoors(SessionDoors real, Injector injector, Books books) {
    this.real = real;
    this.injector = injector;
    this.books = books;
  }

  @Override
  public Opened open(IntendedLease lease, SessionId session, GrantRole role) {
    return injector.call(
        "doors.open",
        Injector.EFFECT,
        ErrorCode.INTERNAL_ERROR,
        () -> {
          Opened opened = real.open(lease, session, role);
          books.made("doors", lease.name());
          return opened;
        });
  }

  @Override
  public void unmake(IntendedLease lease) {
    injector.run(
        "doors.unmake", Injector.EFFECT, ErrorCode.INTERNAL_ERROR, () -> real.unmake(lease));
  }

  @Override
  public void reopen(Lease lease) {
    real.reopen(lease);
  }

  @Override
  public void refresh(SessionId session) {
    real.refresh(session);
  }

  @Override
  public Custodian custodian() {
    return real.custodian();
  }
}
