package dev.berth.engine.reconcile;

import dev.berth.core.error.BerthException;
import dev.berth.core.event.EventType;
import dev.berth.core.event.NewEvent;
import dev.berth.core.id.LeaseId;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseOwner;
import dev.berth.core.lease.LeaseState;
import dev.berth.core.store.Tx;
import dev.berth.engine.cleanup.CallLimit;
import dev.berth.engine.cleanup.LedgerGuard;
import dev.berth.engine.session.EngineParts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What carries this installation's proof and is on no account. Processes and doors are ended; a
 * workspace is kept, since work may be in it, and reported. Its report is thread-safe.
 */
public final class Orphans {
  private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);

  private final EngineParts parts;
  private final CallLimit limit;
  private final Set<LeaseId> released = ConcurrentHashMap.newKeySet();
  private final Set<LeaseId> quarantined = ConcurrentHashMap.newKeySet();

  Orphans(EngineParts parts, CallLimit limit) {
    this.parts = parts;
    this.limit = limit;
  }

  /** Nobody has owned it for two listings. */
  void end(Custodian custodian, Custodian.Thing thing, Optional<Lease> lease) {
    if (custodian.kind() == LeaseKind.WORKSPACE) {
      if (quarantined.add(thing.name())) {
        LOG.warn(
            "workspace {} ({}) belongs to nobody and is kept: look at it, then remove it by hand",
            thing.name(),
            thing.handle());
      }
      return;
    }
    if (released.add(thing.name())) {
      LOG.warn("{} {} belongs to nobody: it ends now", custodian.kind(), thing.handle());
      lease.ifPresent(l -> parts.database().write(tx -> tell(tx, l, thing)));
    }
    try {
      Lease named = lease.orElseGet(() -> unknown(custodian, thing));
      limit.run("orphan " + thing.handle(), () -> custodian.release(named));
    } catch (BerthException e) {
      LOG.warn("{} {} is still there: {}", custodian.kind(), thing.handle(), e.detail());
    }
  }

  /** What has been found since this server started. */
  Report report(LedgerGuard guard) {
    return new Report(
        Set.copyOf(released), Set.copyOf(quarantined), guard.ahead(), guard.isBehind());
  }

  private boolean tell(Tx tx, Lease lease, Custodian.Thing thing) {
    if (lease.owner() instanceof LeaseOwner.OfSession owner) {
      NewEvent event =
          new NewEvent(
              EventType.ORPHAN_RELEASED,
              parts.time().now(),
              Map.of(
                  "lease_id", lease.id().value(),
                  "kind", lease.kind().wire(),
                  "message", thing.handle() + " was there after its lease had ended"),
              Optional.of("berth:orphan:" + lease.id().value()));
      tx.sessions()
          .find(owner.session())
          .ifPresent(session -> tx.events().append(session.task(), List.of(event)));
    }
    return true;
  }

  /** A lease that the ledger does not have, for a thing that carries this installation's proof. */
  private Lease unknown(Custodian custodian, Custodian.Thing thing) {
    Instant now = parts.time().now();
    return new Lease(
        thing.name(),
        custodian.kind(),
        new LeaseOwner.OfInstallation(),
        custodian.place(),
        Optional.of(thing.handle()),
        LeaseState.RELEASED,
        0,
        now,
        Optional.empty(),
        List.of(),
        Lease.Attempts.none(),
        Optional.empty(),
        thing.sequence().orElse(0L),
        new Lease.Times(now, Optional.empty(), Optional.empty(), Optional.empty()));
  }

  /**
   * What was found since the server started.
   *
   * @param released was ended
   * @param quarantined workspaces that are kept for a person
   * @param ahead seen to be newer than the ledger
   * @param isBehind whether the ledger went back and nobody has decided since: nothing is released
   */
  public record Report(
      Set<LeaseId> released, Set<LeaseId> quarantined, Set<LeaseId> ahead, boolean isBehind) {
    public Report {
      released = Set.copyOf(released);
      quarantined = Set.copyOf(quarantined);
      ahead = Set.copyOf(ahead);
    }
  }
}
