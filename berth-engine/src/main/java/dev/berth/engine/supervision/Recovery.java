package dev.berth.engine.supervision;

import dev.berth.core.error.BerthException;
import dev.berth.core.gateway.Grant;
import dev.berth.core.gateway.SessionDoors;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.Place;
import dev.berth.core.session.Session;
import dev.berth.core.session.SessionState;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskStatus;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.reconcile.Reconciler;
import dev.berth.engine.session.EngineParts;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server does first: listens again for the sessions that went on without it, and makes sure
 * that every task and session that is under way has the job that moves it. Jobs are durable; asking
 * for one that waits already changes nothing.
 */
public final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final EngineParts parts;
  private final SessionDoors doors;
  private final Place place;

  public Recovery(EngineParts parts, SessionDoors doors, Place place) {
    this.parts = parts;
    this.doors = doors;
    this.place = place;
  }

  /** Runs once, before the server takes requests and jobs. */
  public void run() {
    for (Lease lease : parts.database().read(this::openDoors)) {
      reopen(lease);
    }
    if (parts.database().dialect().equals("sqlite")) {
      // Its data directory is locked: every other node is dead, and what it was releasing is ours.
      parts.database().write(tx -> tx.leases().voidClaims(parts.node()));
    }
    parts.database().write(this::scheduleAll);
  }

  /** Only of this boot: nobody of an earlier one can come to its doors. */
  private List<Lease> openDoors(Tx tx) {
    return tx.grants().live().stream()
        .map(Grant::lease)
        .flatMap(id -> tx.leases().find(id).stream())
        .filter(lease -> !lease.state().isSettled() && lease.place().equals(place))
        .toList();
  }

  /** Doors that cannot be opened again cost that session, not the server's start. */
  private void reopen(Lease lease) {
    try {
      doors.reopen(lease);
    } catch (BerthException e) {
      LOG.warn("the doors of lease {} stay closed: {} {}", lease.id(), e.code(), e.detail());
    }
  }

  private boolean scheduleAll(Tx tx) {
    Instant now = parts.time().now();
    EnumSet<TaskStatus> underWay = EnumSet.of(TaskStatus.HYDRATING, TaskStatus.FINALIZING);
    for (var id : tx.tasks().idsIn(underWay)) {
      tx.tasks().find(id).ifPresent(task -> schedule(tx, task, now));
    }
    for (Session session : tx.sessions().in(EnumSet.of(SessionState.CLOSING, SessionState.LOST))) {
      parts.jobs().schedule(tx, JobKind.CLEANUP, session.id().value(), now);
    }
    // There may be more room than before, in another configuration.
    parts.jobs().schedule(tx, JobKind.GRANT, "all", now);
    parts.jobs().schedule(tx, JobKind.RECONCILE, Reconciler.key(place), now);
    return true;
  }

  private void schedule(Tx tx, Task task, Instant now) {
    String key = task.id().value();
    if (task.status() == TaskStatus.FINALIZING) {
      parts.jobs().schedule(tx, JobKind.SETTLE, key, now);
      return;
    }
    boolean isHydrated =
        task.session().flatMap(session -> tx.sessions().context(session)).isPresent();
    parts.jobs().schedule(tx, isHydrated ? JobKind.START : JobKind.HYDRATE, key, now);
  }
}
