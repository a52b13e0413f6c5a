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
import dev.berth.core.store.Tx;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.session.EngineParts;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
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

  /** The least time between two listings that are to prove something together. */
  private static final Duration APART = Duration.ofSeconds(1);

  private final EngineParts parts;
  private final Custodians custodians;
  private final Backend backend;
  private final Breakers breakers;
  private final CleanupSettings settings;
  private final RandomGenerator random;
  private final CallLimit limit;
  private final ReleaseFigures figures = new ReleaseFigures();

  /** Since when what was never held is missing from listings; a restart only makes it wait. */
  private final Map<LeaseId, Instant> unseen = new ConcurrentHashMap<>();

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
  }

  /** What it came to since the start. */
  public ReleaseFigures figures() {
    return figures;
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
      return new Step.Later(now.plus(settings.slow()));
    }
    Optional<Lease> mine = mine(before, now);
    if (mine.isEmpty()) {
      return new Step.Later(now.plus(settings.look()));
    }
    Lease lease = mine.get();
    try {
      Optional<String> keeper = asked(custodian.get(), () -> custodian.get().keeper(lease));
      return keeper.isPresent()
          ? settle(lease, LeaseState.HANDED_OVER, keeper.get())
          : release(lease, custodian.get(), now);
    } catch (CallNotPermittedException e) {
      // The dependency is down for everybody: wait for it, and use no attempt.
      LOG.debug("lease {} waits for its dependency: {}", lease.id(), e.getMessage());
      figures.heldBack(lease.kind());
      return new Step.Later(now.plus(settings.look().multipliedBy(4)));
    } catch (BerthException e) {
      return postpone(lease, e.code() + ": " + e.detail(), backoff(lease));
    } catch (RuntimeException e) {
      // A defect of ours or of a library: it counts like any other failure, and becomes visible.
      LOG.error("lease {} ({}) could not be given back", id, lease.kind(), e);
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

  private Step release(Lease lease, Custodian custodian, Instant now) {
    boolean isSoft = lease.kind() == LeaseKind.PROCESS && lease.handle().isPresent();
    if (isSoft && !isOverdue(lease, now) && !hasEnded(lease)) {
      // Asked again at each look, since a server may have died before it asked: the end stays.
      Duration left = Duration.between(now, since(lease).plus(settings.stopGrace()));
      Duration grace = left.isNegative() ? Duration.ZERO : left;
      guarded(custodian, () -> backend.stop(lease, grace, StopReason.CLOSING));
    } else {
      guarded(custodian, () -> custodian.release(lease));
    }
    Presence presence = watched(custodian, lease);
    return switch (presence) {
      case Presence.Absent absent when mayStillAppear(lease, now) ->
          new Step.Later(lease.createBy().plus(lease.kind().visibilityLag()));
      case Presence.Absent absent when !isProvenAbsent(custodian, lease, now) ->
          new Step.Later(now.plus(apart(lease)));
      case Presence.Absent absent -> settle(lease, LeaseState.RELEASED, absent.evidence());
      case Presence.Unknowable unknowable when now.isBefore(unknowable.until()) ->
          new Step.Later(unknowable.until());
      case Presence.Unknowable unknowable ->
          settle(lease, LeaseState.RELEASED, unknowable.reason() + ", and its time has passed");
      case Presence.Present present when isWithoutProgress(lease, now) ->
          postpone(lease, "still there: " + present.handle(), backoff(lease));
      case Presence.Present present -> new Step.Later(now.plus(settings.look()));
    };
  }

  /** Most things go within a moment: that moment is waited for here, and not by the next job. */
  private Presence watched(Custodian custodian, Lease lease) {
    long begin = parts.time().nanos();
    Presence presence = asked(custodian, () -> custodian.look(lease));
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
      presence = asked(custodian, () -> custodian.look(lease));
    }
    return presence;
  }

  private void guarded(Custodian custodian, Runnable call) {
    breakers.of(custodian).executeRunnable(() -> limit.run(name(custodian), call));
  }

  /** Timeout innermost, then the breaker; trying again is the next step's. */
  private <T> T asked(Custodian custodian, Supplier<T> call) {
    return breakers.of(custodian).executeSupplier(() -> limit.call(name(custodian), call));
  }

  private static String name(Custodian custodian) {
    return custodian.kind() + " at " + custodian.place().text();
  }

  /**
   * A lease that was never held: its creator may still be at work until {@code createBy}, and what
   * is not there now may still appear.
   */
  private static boolean mayStillAppear(Lease lease, Instant now) {
    return lease.handle().isEmpty()
        && now.isBefore(lease.createBy().plus(lease.kind().visibilityLag()));
  }

  /**
   * What was never held has no identity to look for: that it never existed takes two complete
   * listings without it, its kind's lag apart. Where nothing is listed, looking says it.
   */
  private boolean isProvenAbsent(Custodian custodian, Lease lease, Instant now) {
    if (lease.handle().isPresent() || !lease.kind().isListed()) {
      return true;
    }
    Custodian.Listing listing = asked(custodian, custodian::list);
    boolean isThere = listing.things().stream().anyMatch(t -> t.name().equals(lease.id()));
    if (!listing.complete() || isThere) {
      unseen.remove(lease.id());
      return false;
    }
    Instant first = unseen.computeIfAbsent(lease.id(), id -> now);
    return !now.isBefore(first.plus(apart(lease)));
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
    return now.isAfter(since(lease).plus(settings.stopGrace()).plusSeconds(1));
  }

  private boolean isWithoutProgress(Lease lease, Instant now) {
    return now.isAfter(since(lease).plus(settings.step()));
  }

  private Instant since(Lease lease) {
    return lease.times().releasingAt().orElseGet(() -> parts.time().now());
  }

  private Step settle(Lease lease, LeaseState end, String evidence) {
    boolean settled = parts.database().write(tx -> settle(tx, lease, end, evidence));
    unseen.remove(lease.id());
    if (settled) {
      figures.settled(lease.kind(), end, Duration.between(since(lease), parts.time().now()));
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
    boolean stuck = now.isAfter(since(lease).plus(settings.stuckAfter()));
    figures.failed(lease.kind());
    Instant next = now.plus(stuck ? settings.slow() : pause);
    parts
        .database()
        .write(tx -> tx.leases().postpone(lease.id(), lease.epoch(), error, next, stuck));
    LOG.warn(
        "lease {} ({}) is not given back: {}; next at {}", lease.id(), lease.kind(), error, next);
    return stuck ? new Step.Stuck(error, next) : new Step.Later(next);
  }

  /** Doubles from half a second to thirty, with up to a half of jitter. */
  private Duration backoff(Lease lease) {
    int doublings = Math.min(lease.attempts().count(), 6);
    long millis = FIRST_BACKOFF.toMillis() << doublings;
    return Duration.ofMillis(millis + random.nextLong(millis / 2));
  }

  /** How far it got. */
  public sealed interface Step {
    /** It is on no account any more. */
    record Settled() implements Step {}

    /** Not yet; look again then. */
    record Later(Instant at) implements Step {}

    /** It resists; tried again slowly. */
    record Stuck(String reason, Instant next) implements Step {}
  }
}
