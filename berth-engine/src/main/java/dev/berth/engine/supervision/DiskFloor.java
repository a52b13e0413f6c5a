package dev.berth.engine.supervision;

import dev.berth.core.backend.Backend;
import dev.berth.core.backend.StopReason;
import dev.berth.core.id.LeaseId;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseState;
import dev.berth.core.session.SessionState;
import dev.berth.core.store.Tx;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.session.EngineParts;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the host's disk from filling up under the database: while free space is under its floor,
 * nobody is admitted, and the session that uses most is stopped, one after the other. Driven by
 * {@link #tick}, which one thread calls; {@link #shortage} is thread-safe.
 */
public final class DiskFloor {
  private static final Logger LOG = LoggerFactory.getLogger(DiskFloor.class);

  private static final Duration GRACE = Duration.ofSeconds(3);

  /** Until a stopped session's workspace has gone, more or less. */
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private static final Set<SessionState> STOPPABLE =
      EnumSet.of(SessionState.STARTING, SessionState.READY, SessionState.SUSPENDED);

  private final EngineParts parts;
  private final Backend backend;
  private final Set<LeaseId> stopped = new HashSet<>();
  private Optional<Instant> lastStop = Optional.empty();
  private volatile boolean isShort;

  public DiskFloor(EngineParts parts, Backend backend) {
    this.parts = parts;
    this.backend = backend;
  }

  /** Between two looks. */
  public Duration interval() {
    return Duration.ofSeconds(1);
  }

  /** What is short, in a word for people who wait; empty while there is enough. */
  public Optional<String> shortage() {
    return isShort ? Optional.of("disk") : Optional.empty();
  }

  /** Looks once. */
  public void tick() {
    Backend.Space space = backend.space();
    boolean before = isShort;
    isShort = space.isShort();
    if (isShort && !before) {
      LOG.warn(
          "{} bytes are free where {} have to be: nobody is admitted, and the largest session ends",
          space.freeBytes(),
          space.floorBytes());
    }
    if (before && !isShort) {
      LOG.info("{} bytes are free again", space.freeBytes());
      parts.database().write(this::admitAgain);
    }
    Instant now = parts.time().now();
    if (isShort && lastStop.filter(at -> now.isBefore(at.plus(PATIENCE))).isEmpty()) {
      stopLargest(now);
    }
  }

  private boolean admitAgain(Tx tx) {
    parts.jobs().schedule(tx, JobKind.GRANT, "all", parts.time().now());
    return true;
  }

  private void stopLargest(Instant now) {
    List<Lease> running = parts.database().read(this::running);
    stopped.retainAll(running.stream().map(Lease::id).toList());
    running.stream()
        .filter(lease -> !stopped.contains(lease.id()))
        .max(Comparator.comparingLong(backend::diskBytes))
        .ifPresent(
            lease -> {
              LOG.warn("the disk is short: the session of process {} ends", lease.id());
              stopped.add(lease.id());
              lastStop = Optional.of(now);
              backend.stop(lease, GRACE, StopReason.DISK_FLOOR);
            });
  }

  private List<Lease> running(Tx tx) {
    return tx.sessions().in(STOPPABLE).stream()
        .filter(session -> session.backend().equals(backend.name()))
        .flatMap(session -> tx.leases().of(session.id()).stream())
        .filter(l -> l.kind().isSandbox() && l.state() == LeaseState.HELD)
        .filter(l -> l.place().equals(backend.place()))
        .toList();
  }
}
