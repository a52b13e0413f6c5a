package dev.berth.engine.reconcile;

import dev.berth.core.error.BerthException;
import dev.berth.core.id.LeaseId;
import dev.berth.core.id.SessionId;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseOwner;
import dev.berth.core.lease.LeaseState;
import dev.berth.core.session.Session;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Signal;
import dev.berth.core.task.Task;
import dev.berth.engine.cleanup.Custodians;
import dev.berth.engine.cleanup.LeaseRelease;
import dev.berth.engine.job.JobHandler;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.session.EngineParts;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what exists at this node's places with the ledger. A listing that is not complete
 * changes nothing: unknown is never gone. Runs as one job; its memory of sightings is this server's
 * own.
 */
public final class Reconciler implements JobHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

  private static final Duration APART = Duration.ofSeconds(60);
  private static final Duration INTERVAL = Duration.ofSeconds(30);

  private final EngineParts parts;
  private final Custodians custodians;
  private final LeaseRelease release;
  private final Sightings<LeaseId> orphans = new Sightings<>(APART);
  private final Sightings<LeaseId> missing = new Sightings<>(APART);
  private final Set<LeaseId> quarantined = new ConcurrentSkipListSet<>();

  public Reconciler(EngineParts parts, Custodians custodians, LeaseRelease release) {
    this.parts = parts;
    this.custodians = custodians;
    this.release = release;
  }

  @Override
  public JobKind kind() {
    return JobKind.RECONCILE;
  }

  /** Things that nobody owns and that are kept for a person, since work may be in them. */
  public Set<LeaseId> quarantined() {
    return Set.copyOf(quarantined);
  }

  @Override
  public synchronized Next run(String key) {
    Instant now = parts.time().now();
    Set<LeaseId> strange = new HashSet<>();
    Set<LeaseId> gone = new HashSet<>();
    for (Custodian custodian : custodians.all()) {
      try {
        compare(custodian, strange, gone, now);
      } catch (BerthException e) {
        LOG.warn("{} cannot be listed now: {}", custodian.place().text(), e.detail());
      }
    }
    orphans.retain(strange);
    missing.retain(gone);
    unfinished(now);
    return Next.again(now.plus(INTERVAL));
  }

  private void compare(Custodian custodian, Set<LeaseId> strange, Set<LeaseId> gone, Instant now) {
    Custodian.Listing listing = custodian.list();
    if (!listing.complete()) {
      return;
    }
    // Read after listing: what was made in between is known, or newer than the listing.
    Map<LeaseId, Lease> known = known(custodian, listing);
    for (Custodian.Thing thing : listing.things()) {
      Lease lease = known.get(thing.name());
      if (lease == null || lease.state().isSettled()) {
        strange.add(thing.name());
        if (orphans.isOld(thing.name(), now)) {
          orphan(custodian, thing, Optional.ofNullable(lease));
        }
      }
    }
    Set<LeaseId> there = new HashSet<>();
    listing.things().forEach(thing -> there.add(thing.name()));
    known.values().stream()
        .filter(lease -> lease.state() == LeaseState.HELD && !there.contains(lease.id()))
        .filter(lease -> lease.place().equals(custodian.place()))
        .forEach(
            lease -> {
              gone.add(lease.id());
              if (missing.isOld(lease.id(), now)) {
                vanished(custodian, lease);
              }
            });
  }

  private Map<LeaseId, Lease> known(Custodian custodian, Custodian.Listing listing) {
    Map<LeaseId, Lease> known = new HashMap<>();
    parts
        .database()
        .read(
            tx -> {
              tx.leases().at(custodian.place(), Set.of(LeaseState.HELD)).stream()
                  .filter(lease -> lease.kind() == custodian.kind())
                  .forEach(lease -> known.put(lease.id(), lease));
              for (Custodian.Thing thing : listing.things()) {
                tx.leases().find(thing.name()).ifPresent(l -> known.put(l.id(), l));
              }
              return known;
            });
    return known;
  }

  /** Nobody owns it: processes and doors are ended, what may have work in it is kept and said. */
  private void orphan(Custodian custodian, Custodian.Thing thing, Optional<Lease> lease) {
    if (custodian.kind() == LeaseKind.WORKSPACE) {
      if (quarantined.add(thing.name())) {
        LOG.warn(
            "{} {} belongs to nobody and is kept: look at it, then remove it by hand",
            custodian.kind(),
            thing.handle());
      }
      return;
    }
    LOG.warn("{} {} belongs to nobody: it ends now", custodian.kind(), thing.handle());
    custodian.release(lease.orElseGet(() -> unknown(custodian, thing)));
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

  /** On the books, and gone: the books follow, and a task that needed it hears of it. */
  private void vanished(Custodian custodian, Lease lease) {
    LeaseRelease.Step step = release.step(lease.id(), Optional.empty());
    LOG.warn("{} {} vanished: {}", custodian.kind(), lease.id(), step);
    if (custodian.kind() == LeaseKind.PROCESS) {
      task(lease)
          .ifPresent(
              task ->
                  parts
                      .driver()
                      .signal(
                          task.id(),
                          new Signal.SessionLost("its process is missing from two listings")));
    }
  }

  private Optional<Task> task(Lease lease) {
    return switch (lease.owner()) {
      case LeaseOwner.OfSession owner ->
          parts.database().read(tx -> tx.tasks().findBySession(owner.session()));
      case LeaseOwner.OfStack stack -> Optional.empty();
      case LeaseOwner.OfInstallation installation -> Optional.empty();
    };
  }

  /** Intents that nobody can carry out any more, and releases that nobody goes on with. */
  private void unfinished(Instant now) {
    for (Lease lease : parts.database().read(tx -> tx.leases().in(Set.of(LeaseState.INTENDED)))) {
      boolean isPast = now.isAfter(lease.createBy().plus(lease.kind().visibilityLag()));
      // A start that goes on adopts or drops its own process.
      if (isPast && lease.kind() != LeaseKind.PROCESS && custodians.of(lease).isPresent()) {
        release.step(lease.id(), Optional.empty());
      }
    }
    parts.database().write(tx -> restart(tx, now));
  }

  private boolean restart(Tx tx, Instant now) {
    List<Lease> open =
        tx.leases()
            .in(
                Set.of(
                    LeaseState.INTENDED, LeaseState.HELD, LeaseState.RELEASING, LeaseState.STUCK));
    Set<SessionId> sessions = new HashSet<>();
    for (Lease lease : open) {
      if (lease.owner() instanceof LeaseOwner.OfSession owner) {
        sessions.add(owner.session());
      }
    }
    for (SessionId id : sessions) {
      tx.sessions()
          .find(id)
          .map(Session::state)
          .filter(state -> state.isClosing())
          .ifPresent(state -> parts.jobs().schedule(tx, JobKind.CLEANUP, id.value(), now));
    }
    return true;
  }
}
