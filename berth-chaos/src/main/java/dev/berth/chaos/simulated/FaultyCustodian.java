package dev.berth.chaos.simulated;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.Place;
import dev.berth.core.lease.Presence;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Whoever looks after things, badly. What it says is never wrong twice in a row. */
final class FaultyCustodian implements Custodian {
  private final Custodian real;
  private final Injector injector;
  private final String port;
  private final Predicate<Lease> forgets;
  private boolean wasWrong;

  /**
   * @param forgets leases that are not released and said to be gone: a defect that is planted
   */
  FaultyCustodian(Custodian real, Injector injector, Predicate<Lease> forgets) {
    this.real = real;
    this.injector = injector;
    this.port = real.kind().wire();
    this.forgets = forgets;
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
    if (forgets.test(lease)) {
      return new Presence.Absent("so it is said");
    }
    Optional<Fault> fault = injector.next(port + ".look", Injector.LOOK);
    boolean isWrong = fault.filter(Fault.NOT_FOUND::equals).isPresent() && !wasWrong;
    wasWrong = isWrong;
    if (isWrong) {
      return new Presence.Absent("not found, it says");
    }
    return switch (fault.orElse(Fault.NOT_FOUND)) {
      case DIE_BEFORE, DIE_AFTER -> throw injector.dies(port + ".look");
      case MALFORMED ->
          throw Injector.failure(ErrorCode.INTERNAL_ERROR, port + ".look", "cannot be read");
      case DENIED -> throw Injector.failure(ErrorCode.FORBIDDEN, port + ".look", "denied");
      case THROTTLED, TIMEOUT_BEFORE, HANG ->
          throw Injector.failure(ErrorCode.UNAVAILABLE, port + ".look", "no answer");
      case NOT_FOUND, TIMEOUT_AFTER, TWICE, PARTIAL -> real.look(lease);
    };
  }

  @Override
  public void release(Lease lease) {
    if (!forgets.test(lease)) {
      injector.run(
          port + ".release", Injector.EFFECT, ErrorCode.INTERNAL_ERROR, () -> real.release(lease));
    }
  }

  @Override
  public Optional<String> keeper(Lease lease) {
    return real.keeper(lease);
  }

  @Override
  public Listing list() {
    Optional<Fault> fault = injector.next(port + ".list", Injector.LIST);
    if (fault.isEmpty()) {
      return real.list();
    }
    return switch (fault.get()) {
      case PARTIAL -> partial(real.list().things());
      case DIE_BEFORE, DIE_AFTER -> throw injector.dies(port + ".list");
      case MALFORMED -> throw new IllegalStateException(port + ".list: cannot be read");
      case DENIED -> throw Injector.failure(ErrorCode.FORBIDDEN, port + ".list", "denied");
      case THROTTLED, TIMEOUT_BEFORE, HANG, NOT_FOUND, TIMEOUT_AFTER, TWICE ->
          throw Injector.failure(ErrorCode.UNAVAILABLE, port + ".list", "no answer");
    };
  }

  private static Listing partial(List<Thing> things) {
    return new Listing(false, things.subList(0, things.size() / 2));
  }
}
