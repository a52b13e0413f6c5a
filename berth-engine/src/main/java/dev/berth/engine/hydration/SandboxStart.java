package dev.berth.engine.hydration;

import dev.berth.core.backend.Backend;
import dev.berth.core.backend.Observation;
import dev.berth.core.backend.SandboxSpec;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.gateway.GrantRole;
import dev.berth.core.gateway.SessionDoors;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.HeldLease;
import dev.berth.core.lease.IntendedLease;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseOwner;
import dev.berth.core.lease.LeaseRequest;
import dev.berth.core.lease.LeaseState;
import dev.berth.core.lease.Ledger;
import dev.berth.core.lease.Presence;
import dev.berth.core.session.Session;
import dev.berth.engine.cleanup.Custodians;
import dev.berth.engine.session.EngineParts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Starts the one sandbox of a session: workspace, grant, process, each under its lease. Looks at
 * the leases first, so that a start that a dead server left half done is finished, not repeated.
 * Thread-safe.
 */
public final class SandboxStart {
  private static final Duration QUICK = Duration.ofSeconds(10);
  private static final Duration SLOW = Duration.ofSeconds(15);

  private final EngineParts parts;
  private final Ledger ledger;
  private final Backend backend;
  private final SessionDoors doors;
  private final Custodians custodians;
  private final SandboxSpec.ResourceLimits limits;

  public SandboxStart(
      EngineParts parts,
      Backend backend,
      SessionDoors doors,
      Custodians custodians,
      SandboxSpec.ResourceLimits limits) {
    this.parts = parts;
    this.ledger = parts.ledger();
    this.backend = backend;
    this.doors = doors;
    this.custodians = custodians;
    this.limits = limits;
  }

  /**
   * Goes on with the start.
   *
   * @param agent the agent's directory; empty for a verification
   * @throws BerthException {@code LEASE_REFUSED} when the session is closing, or what the backend
   *     says
   */
  public Progress advance(Session session, GrantRole role, Optional<Path> agent) {
    List<Lease> leases = parts.database().read(tx -> tx.leases().of(session.id()));
    Optional<Lease> process =
        leases.stream().filter(l -> l.kind().isSandbox() && !l.state().isSettled()).findFirst();
    if (process.isPresent()) {
      return known(process.get());
    }
    HeldLease workspace = workspace(session, leases);
    start(session, role, agent, workspace);
    return new Progress.Started();
  }

  /** What a lease that exists already says. */
  private Progress known(Lease process) {
    return switch (process.state()) {
      case HELD -> new Progress.Started();
      case RELEASING, STUCK, RELEASED, HANDED_OVER -> new Progress.Over();
      case INTENDED -> leftHalfDone(process);
    };
  }

  /**
   * A server died between intending and holding. What exists is adopted; what may still appear is
   * waited for; what never came to be is taken off the books, so that the start can begin anew.
   */
  private Progress leftHalfDone(Lease process) {
    Custodian custodian =
        custodians
            .of(process)
            .orElseThrow(
                () ->
                    new BerthException(
                        ErrorCode.SESSION_START_FAILED, "the sandbox is on another host"));
    Instant now = parts.time().now();
    return switch (custodian.look(process)) {
      case Presence.Present there when !isGone(process, there.handle()) ->
          adopt(process, there.handle(), now);
      case Presence.Present there when now.isBefore(process.createBy()) ->
          new Progress.Wait(process.createBy());
      case Presence.Present there -> clear(process, custodian, now);
      case Presence.Unknowable unknowable -> new Progress.Wait(unknowable.until());
      case Presence.Absent absent when now.isBefore(process.createBy()) ->
          new Progress.Wait(process.createBy());
      case Presence.Absent absent -> neverWas(process, absent.evidence(), now);
    };
  }

  private Progress adopt(Lease lease, String handle, Instant now) {
    parts.database().write(tx -> tx.leases().hold(lease.id(), lease.epoch(), handle, now));
    return new Progress.Wait(now);
  }

  /** Whether what is there is only what a start left that never got as far as a process. */
  private boolean isGone(Lease lease, String handle) {
    return backend.observe(lease.withHandle(handle)) instanceof Observation.Gone;
  }

  /** Removes what such a start left; the next look finds nothing. */
  private Progress clear(Lease lease, Custodian custodian, Instant now) {
    custodian.release(lease);
    return custodian.look(lease) instanceof Presence.Absent absent
        ? neverWas(lease, absent.evidence(), now)
        : new Progress.Wait(now.plus(QUICK));
  }

  private Progress neverWas(Lease lease, String evidence, Instant now) {
    Lease.Releaser me = new Lease.Releaser(parts.node(), now.plus(QUICK));
    parts
        .database()
        .write(
            tx ->
                tx.leases()
                    .takeOver(lease.id(), me, now)
                    .map(
                        mine ->
                            tx.leases()
                                .settle(
                                    mine.id(),
                                    mine.epoch(),
                                    LeaseState.RELEASED,
                                    "never existed: " + evidence,
                                    now)));
    return new Progress.Wait(now);
  }

  /** A workspace that an earlier attempt made is empty still, since nothing ran in it. */
  private HeldLease workspace(Session session, List<Lease> leases) {
    return leases.stream()
        .filter(l -> l.kind() == LeaseKind.WORKSPACE && l.state() == LeaseState.HELD)
        .flatMap(l -> ledger.held(l.id()).stream())
        .findFirst()
        .orElseGet(
            () ->
                ledger.acquire(
                    request(session, LeaseKind.WORKSPACE, QUICK),
                    maker(LeaseKind.WORKSPACE, backend::createWorkspace)));
  }

  /** The token is in memory only, so every attempt opens doors of its own. */
  private void start(Session session, GrantRole role, Optional<Path> agent, HeldLease workspace) {
    AtomicReference<SessionDoors.Opened> opened = new AtomicReference<>();
    ledger.acquire(
        request(session, LeaseKind.GATEWAY_GRANT, QUICK),
        maker(
            LeaseKind.GATEWAY_GRANT,
            lease -> {
              SessionDoors.Opened doorsOpened = doors.open(lease, session.id(), role);
              opened.set(doorsOpened);
              return doorsOpened.handle();
            }));
    SessionDoors.Opened door = opened.get();
    SandboxSpec spec =
        new SandboxSpec(
            session.id(), role, agent, door.doors(), door.token(), limits, session.hardEnd());
    ledger.acquire(
        request(session, backend.sandboxKind(), SLOW),
        maker(
            backend.sandboxKind(),
            lease -> {
              refuseTwin(session, lease);
              return backend.start(lease, workspace, spec);
            }));
  }

  /**
   * Two starts may be under way when a job was declared dead too early. Both have committed their
   * intent; the one with the smaller sequence goes on.
   */
  private void refuseTwin(Session session, IntendedLease mine) {
    boolean hasTwin =
        parts.database().read(tx -> tx.leases().of(session.id())).stream()
            .anyMatch(
                l ->
                    l.kind().isSandbox()
                        && !l.state().isSettled()
                        && l.sequence() < mine.sequence());
    if (hasTwin) {
      throw new BerthException(ErrorCode.LEASE_LOST, "another start of this session goes on");
    }
  }

  private LeaseRequest request(Session session, LeaseKind kind, Duration within) {
    return new LeaseRequest(
        kind, new LeaseOwner.OfSession(session.id()), backend.place(), within, List.of());
  }

  private Ledger.Maker maker(LeaseKind kind, java.util.function.Function<IntendedLease, String> f) {
    return new Ledger.Maker() {
      @Override
      public String make(IntendedLease lease) {
        return f.apply(lease);
      }

      @Override
      public void unmake(IntendedLease lease, String handle) {
        // Whoever took the lease over releases it too; both do so by identity.
        Lease row = parts.database().read(tx -> tx.leases().find(lease.name())).orElseThrow();
        custodians.of(row).filter(c -> c.kind() == kind).ifPresent(c -> c.release(row));
      }
    };
  }

  /** How far the start is. */
  public sealed interface Progress {
    /** The sandbox is on the books; its session init will say hello. */
    record Started() implements Progress {}

    /** Nothing to do before this moment. */
    record Wait(Instant until) implements Progress {}

    /** It is being given back; there will be no other. */
    record Over() implements Progress {}
  }
}
