package dev.berth.engine.cleanup;

import dev.berth.core.backend.Backend;
import dev.berth.core.backend.Observation;
import dev.berth.core.backend.StopReason;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.LeaseId;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseState;
import dev.berth.core.lease.Presence;
import dev.berth.core.lease.SightingStore;
import dev.berth.core.store.Tx;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.session.EngineParts;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives one lease back, one step at each call: takes it over, asks for the thing to go, looks
 * whether it has gone, settles. Any call may be the last of its server; the next one goes on from
 * the ledger. Thread-safe.
 */
public final class LeaseRelease {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseRelease.class);

  private static final Duration FIRST_BACKOFF = Duration.ofMillis(500);

  private static final Duration SHORTEST_LOOK = Duration.ofMillis(5);

  /** Until everything could be listed once. */
  private static final Duration MOMENT = Duration.ofSeconds(1);

  /** The least time between two listings that are to prove something together. */
  private static final Duration APART = Duration.ofSeconds(1);

  private final EngineParts parts;
  private final Custodians custodians;
  private final Backend backend;
  private final Breakers breakers;
  private final CleanupSettings settings;
  private final RandomGenerator random;
  private final CallLimit limit;
  private final LedgerGuard guard;
  private final ReleaseFigures figures = new ReleaseFigures();

  /** What nobody tried while no server was there did not resist. */
  private final Instant born;

  public LeaseRelease(
      EngineParts parts,
      Custodians custodians,
      Backend backend,
      Breakers breakers,
      CleanupSettings settings,
      RandomGenerator random) {
    this.parts = parts;
    this.custodians = custodians;
    this.backend = backend;
    this.breakers = breakers;
    this.settings = settings;
    this.random = random;
    this.limit = new CallLimit(settings.step());
    this.guard = new LedgerGuard(parts.database(), parts.time(), custodians, limit);
    this.born = parts.time().now();
  }

  /** What keeps everything where it is when the ledger went back in time. */
  public LedgerGuard guard() {
    return guard;
  }

  /** What it came to since the start. */
  public ReleaseFigures figures() {
    return figures;
  }

  /** How long one call to something outside may take. */
  public CallLimit limit() {
    return limit;
  }

  /**
   * One step. A failure of the thing's place is noted on the lease and answered, never thrown. A
   * lease of another place is left alone: only a node there may judge it, and only it takes it
   * over.
   */
  public Step step(LeaseId id) {
    Instant now = parts.time().now();
    Lease before = parts.database().read(tx -> tx.leases().find(id)).orElseThrow();
    if (before.state().isSettled()) {
      return new Step.Settled();
    }
    Optional<Instant> next = before.attempts().next();
    if (next.isPresent() && now.isBefore(next.get())) {
      return new Step.Later(next.get());
    }
    Optional<Custodian> custodian = custodians.of(before);
    if (custodian.isEmpty()) {
      LOG.debug("lease {} is for a node at {} to judge", id, before.place().text());
      return new Step.Elsewhere();
    }
    if (!guard.mayRelease(custodian.get())) {
      return new Step.Later(now.plus(guard.isBehind() ? settings.slow() : MOMENT));
    }
    Optional<Lease> mine = mine(before, now);
    return mine.isEmpty()
        ? new Step.Later(now.plus(settings.look()))
        : tried(mine.get(), custodian.get(), now);
  }

  private Step tried(Lease lease, Custodian custodian, Instant now) {
    try {
      Seen seen = breakers.call(custodian, lease.id(), () -> asked(lease, custodian, now));
      return judged(lease, seen, now);
    } catch (CallNotPermittedException e) {
      figures.heldBack(lease.kind());
      return breakers.isDown(custodian)
          ? await(lease, "waits for " + name(custodian) + ", which does not answer", now)
          : new Step.Later(now.plus(jittered(settings.look())));
    } catch (BerthException e) {
      String error = e.code() + ": " + e.detail();
      // It fails for everybody: that is not this thing's resistance.
      return e.code().retryable() && breakers.isDown(custodian)
          ? await(lease, error, now)
          : postpone(lease, error, backoff(lease));
    } catch (RuntimeException e) {
      // A defect of ours or of a library: it counts like any other failure, and becomes visible.
      LOG.error("lease {} ({}) could not be given back", lease.id(), lease.kind(), e);
      return postpone(lease, ErrorCode.INTERNAL_ERROR + ": " + e, backoff(lease));
    }
  }

  private Optional<Lease> mine(Lease before, Instant now) {
    Instant until = now.plus(settings.claim());
    boolean still =
        parts
            .database()
            .read(tx -> tx.leases().isReleasing(before.id(), parts.node(), before.epoch()));
    Instant soon = now.plus(settings.claim().dividedBy(2));
    if (still && before.releaser().filter(r -> soon.isBefore(r.until())).isPresent()) {
      return Optional.of(before);
    }
    if (still && before.releaser().filter(r -> now.isBefore(r.until())).isPresent()) {
      boolean extended =
          parts.database().write(tx -> tx.leases().extend(before.id(), before.epoch(), until));
      return extended ? Optional.of(before) : Optional.empty();
    }
    Lease.Releaser me = new Lease.Releaser(parts.node(), until);
    return parts.database().write(tx -> tx.leases().takeOver(before.id(), me, now));
  }

  /** All calls to the outside of one step; each may take the limit, and one failure ends it. */
  private Seen asked(Lease lease, Custodian custodian, Instant now) {
    Optional<String> keeper = limit.call(name(custodian), () -> custodian.keeper(lease));
    if (keeper.isPresent()) {
      return new Seen.Kept(keeper.get());
    }
    ask(lease, custodian, now);
    Presence presence = watched(lease, custodian);
    if (!(presence instanceof Presence.Absent)) {
      return new Seen.Looked(presence);
    }
    // Twice: one answer that nothing is there may be wrong.
    Presence again = limit.call(name(custodian), () -> custodian.look(lease));
    boolean isListed = lease.handle().isEmpty() && lease.kind().isListed();
    return isListed && again instanceof Presence.Absent absent
        ? new Seen.Listed(absent, isListed(lease, custodian))
        : new Seen.Looked(again);
  }

  /** Most things go within a moment: that moment is waited for here, and not by the next job. */
  private Presence watched(Lease lease, Custodian custodian) {
    long begin = parts.time().nanos();
    Presence presence = limit.call(name(custodian), () -> custodian.look(lease));
    while (presence instanceof Presence.Present) {
      Duration elapsed = Duration.ofNanos(parts.time().nanos() - begin);
      if (elapsed.compareTo(settings.watch()) >= 0) {
        return presence;
      }
      // What is noticed late by a tenth costs a chain no more than a tenth.
      Duration tenth = elapsed.dividedBy(10);
      try {
        parts.time().sleep(tenth.compareTo(SHORTEST_LOOK) < 0 ? SHORTEST_LOOK : tenth);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return presence;
      }
      presence = limit.call(name(custodian), () -> custodian.look(lease));
    }
    return presence;
  }

  private void ask(Lease lease, Custodian custodian, Instant now) {
    if (isSoft(lease) && !isOverdue(lease, now) && !hasEnded(lease)) {
      // Asked again at each look, since a server may have died before it asked: the end stays.
      Duration left = Duration.between(now, asked(lease).plus(settings.stopGrace()));
      Duration grace = left.isNegative() ? Duration.ZERO : left;
      limit.run(name(custodian), () -> backend.stop(lease, grace, StopReason.CLOSING));
    } else {
      limit.run(name(custodian), () -> custodian.release(lease));
    }
  }

  private static boolean isSoft(Lease lease) {
    return lease.kind().isSandbox() && lease.handle().isPresent();
  }

  /** Whether a listing has it; empty when the listing says nothing. */
  private Optional<Boolean> isListed(Lease lease, Custodian custodian) {
    Custodian.Listing listing = limit.call(name(custodian), custodian::list);
    boolean isThere = listing.things().stream().anyMatch(t -> t.name().equals(lease.id()));
    return listing.complete() || isThere ? Optional.of(isThere) : Optional.empty();
  }

  private Step judged(Lease lease, Seen seen, Instant now) {
    return switch (seen) {
      case Seen.Kept kept -> settle(lease, LeaseState.HANDED_OVER, kept.by());
      case Seen.Listed(Presence.Absent absent, Optional<Boolean> listed) ->
          neverHeld(lease, absent, listed, now);
      case Seen.Looked(Presence.Absent absent) ->
          settle(lease, LeaseState.RELEASED, absent.evidence());
      case Seen.Looked(Presence.Unknowable unknowable) when isWithoutProgress(lease, now) ->
          postpone(lease, "cannot be seen: " + unknowable.reason(), backoff(lease));
      case Seen.Looked(Presence.Unknowable unknowable) ->
          new Step.Later(latest(now.plus(settings.look()), unknowable.until()));
      case Seen.Looked(Presence.Present present) when isWithoutProgress(lease, now) ->
          postpone(lease, "still there: " + present.handle(), backoff(lease));
      case Seen.Looked(Presence.Present _) -> new Step.Later(now.plus(settings.look()));
    };
  }

  /**
   * A lease that was never held: its creator may still be at work until {@code createBy}, and what
   * is not there now may still appear. It has no identity to look for: that it never existed takes
   * two complete listings without it, its kind's lag apart.
   */
  private Step neverHeld(
      Lease lease, Presence.Absent absent, Optional<Boolean> listed, Instant now) {
    Instant appears = lease.createBy().plus(lease.kind().visibilityLag());
    if (now.isBefore(appears)) {
      return new Step.Later(appears);
    }
    SightingStore.Look look =
        new SightingStore.Look(lease.kind(), lease.place(), SightingStore.What.UNSEEN);
    if (listed.isEmpty()) {
      return new Step.Later(now.plus(apart(lease)));
    }
    if (listed.get()) {
      parts.database().write(tx -> forget(tx, look, lease.id()));
      return new Step.Later(now.plus(apart(lease)));
    }
    Instant first = parts.database().write(tx -> tx.sightings().note(look, lease.id(), now));
    if (now.isBefore(first.plus(apart(lease)))) {
      return new Step.Later(first.plus(apart(lease)));
    }
    parts.database().write(tx -> forget(tx, look, lease.id()));
    return settle(lease, LeaseState.RELEASED, "never existed: " + absent.evidence());
  }

  private static boolean forget(Tx tx, SightingStore.Look look, LeaseId id) {
    tx.sightings().forget(look, id);
    return true;
  }

  private static Instant latest(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static String name(Custodian custodian) {
    return custodian.kind() + " at " + custodian.place().text();
  }

  private static Duration apart(Lease lease) {
    Duration lag = lease.kind().visibilityLag();
    return lag.compareTo(APART) > 0 ? lag : APART;
  }

  /** What a sandbox that has ended leaves, its directory and its cgroups, need not wait. */
  private boolean hasEnded(Lease lease) {
    return switch (limit.call("backend " + backend.name(), () -> backend.observe(lease))) {
      case Observation.Ended _, Observation.Gone _ -> true;
      case Observation.Running _, Observation.Unknown _ -> false;
    };
  }

  private boolean isOverdue(Lease lease, Instant now) {
    return now.isAfter(asked(lease).plus(settings.stopGrace()).plusSeconds(1));
  }

  private boolean isWithoutProgress(Lease lease, Instant now) {
    return now.isAfter(resistsSince(lease).plus(settings.step()));
  }

  /** When it was first asked to go, whoever asked. */
  private Instant asked(Lease lease) {
    return lease.times().releasingAt().orElseGet(() -> parts.time().now());
  }

  /** Since when somebody tries and could: not while its dependency or every server was down. */
  private Instant resistsSince(Lease lease) {
    Instant waited = lease.attempts().waitedUntil().orElse(Instant.MIN);
    return latest(latest(asked(lease), waited), born);
  }

  private Step settle(Lease lease, LeaseState end, String evidence) {
    boolean settled = parts.database().write(tx -> settle(tx, lease, end, evidence));
    if (settled) {
      figures.settled(lease.kind(), end, Duration.between(asked(lease), parts.time().now()));
      LOG.debug("lease {} ({}) is {}: {}", lease.id(), lease.kind(), end, evidence);
    }
    return settled ? new Step.Settled() : new Step.Later(parts.time().now().plus(settings.look()));
  }

  /** Room that is free is granted by the transaction that frees it: nothing is lost in between. */
  private boolean settle(Tx tx, Lease lease, LeaseState end, String evidence) {
    Instant now = parts.time().now();
    boolean settled = tx.leases().settle(lease.id(), lease.epoch(), end, evidence, now);
    if (settled && lease.kind() == LeaseKind.CAPACITY) {
      parts.jobs().schedule(tx, JobKind.GRANT, "all", now);
    }
    return settled;
  }

  private Step postpone(Lease lease, String error, Duration pause) {
    Instant now = parts.time().now();
    boolean stuck = now.isAfter(resistsSince(lease).plus(settings.stuckAfter()));
    figures.failed(lease.kind());
    Instant next = now.plus(stuck ? settings.slow() : pause);
    parts
        .database()
        .write(tx -> tx.leases().postpone(lease.id(), lease.epoch(), error, next, stuck));
    LOG.warn(
        "lease {} ({}) is not given back: {}; next at {}", lease.id(), lease.kind(), error, next);
    return stuck ? new Step.Stuck(error, next) : new Step.Later(next);
  }

  /** What it needs is down: later, and that is nobody's attempt. */
  private Step await(Lease lease, String why, Instant now) {
    Instant next = now.plus(jittered(Breakers.OPEN));
    parts.database().write(tx -> tx.leases().await(lease.id(), lease.epoch(), why, next));
    LOG.debug("lease {} ({}) waits until {}: {}", lease.id(), lease.kind(), next, why);
    return new Step.Later(next);
  }

  /** Doubles from half a second to thirty, with up to a half of jitter. */
  private Duration backoff(Lease lease) {
    int doublings = Math.min(lease.attempts().count(), 6);
    return jittered(Duration.ofMillis(FIRST_BACKOFF.toMillis() << doublings));
  }

  private Duration jittered(Duration least) {
    return least.plusMillis(random.nextLong(least.toMillis() / 2));
  }

  /** What one step's questions were answered. */
  private sealed interface Seen {
    /** Somebody keeps the thing. */
    record Kept(String by) implements Seen {}

    /** How it looks. */
    record Looked(Presence presence) implements Seen {}

    /**
     * It is not there, and was never held.
     *
     * @param listed whether a listing has it; empty when that was not complete
     */
    record Listed(Presence.Absent absent, Optional<Boolean> listed) implements Seen {}
  }

  /** How far it got. */
  public sealed interface Step {
    /** It is on no account any more. */
    record Settled() implements Step {}

    /** Not yet; look again then. */
    record Later(Instant at) implements Step {}

    /** Only a node at its place may judge it. */
    record Elsewhere() implements Step {}

    /** It resists; tried again slowly. */
    record Stuck(String reason, Instant next) implements Step {}
  }
}
