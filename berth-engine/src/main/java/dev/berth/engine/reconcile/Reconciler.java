package dev.berth.engine.reconcile;

import dev.berth.core.error.BerthException;
import dev.berth.core.id.LeaseId;
import dev.berth.core.id.SessionId;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseOwner;
import dev.berth.core.lease.LeaseState;
import dev.berth.core.lease.Place;
import dev.berth.core.lease.SightingStore;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Signal;
import dev.berth.core.task.Task;
import dev.berth.engine.cleanup.Custodians;
import dev.berth.engine.cleanup.LeaseRelease;
import dev.berth.engine.cleanup.LedgerGuard;
import dev.berth.engine.job.JobHandler;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.session.EngineParts;
import dev.berth.engine.session.SessionRows;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what exists at this node's places with the ledger. A listing that is not complete
 * changes nothing: unknown is never gone. Runs as one job; what it has seen is in the database, so
 * that two listings prove something together also when a server was started between them.
 */
public final class Reconciler implements JobHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

  /** Between two listings that together prove that nobody owns something. */
  private static final Duration APART = Duration.ofSeconds(60);

  private static final Duration INTERVAL = Duration.ofSeconds(30);

  /** Until another host's comparison is offered again. */
  private static final Duration ELSEWHERE = Duration.ofSeconds(5);

  private static final Set<LeaseState> OPEN =
      EnumSet.of(LeaseState.INTENDED, LeaseState.HELD, LeaseState.RELEASING, LeaseState.STUCK);

  private final EngineParts parts;
  private final Custodians custodians;
  private final LeaseRelease release;
  private final String key;
  private final Orphans orphans;

  /**
   * @param place of this node
   */
  public Reconciler(EngineParts parts, Custodians custodians, LeaseRelease release, Place place) {
    this.parts = parts;
    this.custodians = custodians;
    this.release = release;
    this.key = key(place);
    this.orphans = new Orphans(parts, release.limit());
  }

  /** The key of a place's job: the same after a new boot. */
  public static String key(Place place) {
    return switch (place) {
      case Place.Host host -> "host:" + host.machineId();
      case Place.Cloud cloud -> cloud.text();
      case Place.Database database -> database.text();
    };
  }

  @Override
  public JobKind kind() {
    return JobKind.RECONCILE;
  }

  /** What keeps everything where it is when the ledger went back. Thread-safe. */
  public LedgerGuard guard() {
    return release.guard();
  }

  /** What was found that nobody owns. Thread-safe. */
  public Orphans.Report report() {
    return orphans.report(release.guard());
  }

  @Override
  public synchronized Next run(String job) {
    Instant now = parts.time().now();
    if (!job.equals(key)) {
      // Another node's: only a node at a place judges it, and may take it in a moment.
      return Next.again(now.plus(ELSEWHERE));
    }
    for (Custodian custodian : custodians.all()) {
      if (custodian.kind().isListed()) {
        compareAlone(custodian, now);
      }
    }
    for (Lease lease : parts.database().read(tx -> tx.leases().in(OPEN))) {
      goOnAlone(lease, now);
    }
    return Next.again(now.plus(INTERVAL));
  }

  /** What goes wrong with one kind of thing must not keep the others from being compared. */
  private void compareAlone(Custodian custodian, Instant now) {
    String what = custodian.kind() + " at " + custodian.place().text();
    try {
      Custodian.Listing listing = release.limit().call(what, custodian::list);
      if (listing.complete()) {
        compare(custodian, listing, now);
      }
    } catch (BerthException e) {
      LOG.warn("{} cannot be compared now: {}", what, e.detail());
    } catch (RuntimeException e) {
      LOG.error("{} could not be compared", what, e);
    }
  }

  private void goOnAlone(Lease lease, Instant now) {
    try {
      goOn(lease, now);
    } catch (RuntimeException e) {
      LOG.error("lease {} could not be looked after now", lease.id(), e);
    }
  }

  private void compare(Custodian custodian, Custodian.Listing listing, Instant now) {
    // Read after listing: what was made in between is known, or newer than the listing.
    Known known = parts.database().read(tx -> known(tx, custodian, listing));
    release.guard().compare(custodian, listing, known.sequence());
    Map<LeaseId, Custodian.Thing> strange = new HashMap<>();
    Map<LeaseId, Lease> missing = new HashMap<>(known.leases());
    for (Custodian.Thing thing : listing.things()) {
      missing.remove(thing.name());
      Lease lease = known.leases().get(thing.name());
      if (lease == null || lease.state() == LeaseState.RELEASED) {
        strange.put(thing.name(), thing);
      }
    }
    missing.values().removeIf(lease -> lease.state() != LeaseState.HELD);
    missing.values().removeIf(lease -> !custodian.place().mayJudge(lease.place()));
    endStrangers(custodian, strange, known, now);
    settleMissing(custodian, missing, now);
  }

  private void endStrangers(
      Custodian custodian, Map<LeaseId, Custodian.Thing> strange, Known known, Instant now) {
    Map<LeaseId, Instant> since =
        since(custodian, SightingStore.What.STRANGE, strange.keySet(), now);
    for (Custodian.Thing thing : strange.values()) {
      Instant first = since.getOrDefault(thing.name(), now);
      if (!now.isBefore(first.plus(APART)) && !release.guard().isBehind()) {
        orphans.end(custodian, thing, Optional.ofNullable(known.leases().get(thing.name())));
      }
    }
  }

  private void settleMissing(Custodian custodian, Map<LeaseId, Lease> missing, Instant now) {
    Map<LeaseId, Instant> since =
        since(custodian, SightingStore.What.MISSING, missing.keySet(), now);
    Duration lag = custodian.kind().visibilityLag();
    for (Lease lease : missing.values()) {
      Instant first = since.getOrDefault(lease.id(), now);
      if (first.isBefore(now) && !now.isBefore(first.plus(lag))) {
        vanished(lease, "missing from two listings");
      }
    }
  }

  /** Since when complete listings have shown these; what they do not show is forgotten. */
  private Map<LeaseId, Instant> since(
      Custodian custodian, SightingStore.What what, Set<LeaseId> names, Instant now) {
    SightingStore.Look look = new SightingStore.Look(custodian.kind(), custodian.place(), what);
    if (names.isEmpty() && parts.database().read(tx -> tx.sightings().names(look)).isEmpty()) {
      return Map.of();
    }
    return parts.database().write(tx -> tx.sightings().noteAll(look, names, now));
  }

  private static Known known(Tx tx, Custodian custodian, Custodian.Listing listing) {
    Map<LeaseId, Lease> known = new HashMap<>();
    // Of earlier boots too: a directory outlives them, and so may the ledger's belief in it.
    tx.leases().in(Set.of(LeaseState.HELD)).stream()
        .filter(lease -> lease.kind() == custodian.kind())
        .filter(lease -> custodian.place().mayJudge(lease.place()))
        .forEach(lease -> known.put(lease.id(), lease));
    for (Custodian.Thing thing : listing.things()) {
      tx.leases().find(thing.name()).ifPresent(lease -> known.put(lease.id(), lease));
    }
    return new Known(known, tx.leases().lastSequence());
  }

  /** On the books, and gone: the books follow, and a task that needed it hears of it. */
  private void vanished(Lease lease, String evidence) {
    LOG.warn("{} {} vanished: {}", lease.kind(), lease.id(), evidence);
    if (lease.kind().isSandbox()) {
      task(lease)
          .ifPresent(
              task ->
                  parts
                      .driver()
                      .signal(task.id(), new Signal.SessionLost("its process is " + evidence)));
    }
    release.step(lease.id());
  }

  private Optional<Task> task(Lease lease) {
    return switch (lease.owner()) {
      case LeaseOwner.OfSession owner ->
          parts.database().read(tx -> tx.tasks().findBySession(owner.session()));
      case LeaseOwner.OfStack stack -> Optional.empty();
      case LeaseOwner.OfInstallation installation -> Optional.empty();
    };
  }

  /**
   * Sees to it that an open lease comes to its end: a closing session's by its cleanup, and what a
   * live session does not need any more here.
   */
  private void goOn(Lease lease, Instant now) {
    if (custodians.of(lease).isEmpty()) {
      return;
    }
    if (lease.owner() instanceof LeaseOwner.OfSession owner
        && parts.database().read(tx -> isEnding(tx, owner.session()))) {
      parts.database().write(tx -> cleanUp(tx, owner.session(), now));
      return;
    }
    switch (lease.state()) {
      case INTENDED -> {
        boolean isLate = now.isAfter(lease.createBy().plus(lease.kind().visibilityLag()));
        // A start that goes on adopts or drops its own process.
        if (isLate && !lease.kind().isSandbox()) {
          release.step(lease.id());
        }
      }
      case HELD -> {
        if (custodians.isOfFormerBoot(lease)) {
          vanished(lease, "gone: the host was booted since");
        }
      }
      case RELEASING, STUCK -> release.step(lease.id());
      case RELEASED, HANDED_OVER -> {}
    }
  }

  /** Whether its cleanup has to be at work: it is closing, or its task has ended without it. */
  private static boolean isEnding(Tx tx, SessionId id) {
    return tx.sessions()
        .find(id)
        .filter(
            session ->
                session.state().isClosing()
                    || tx.tasks()
                        .find(session.task())
                        .filter(task -> task.status().isTerminal())
                        .isPresent())
        .isPresent();
  }

  private boolean cleanUp(Tx tx, SessionId id, Instant now) {
    SessionRows.change(tx, id, s -> s.state().isClosing() ? s : s.closing());
    parts.jobs().schedule(tx, JobKind.CLEANUP, id.value(), now);
    return true;
  }

  private record Known(Map<LeaseId, Lease> leases, long sequence) {
    Known {
      leases = Map.copyOf(leases);
    }
  }
}
