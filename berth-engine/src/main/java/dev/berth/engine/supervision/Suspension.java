package dev.berth.engine.supervision;

import dev.berth.core.backend.Backend;
import dev.berth.core.error.BerthException;
import dev.berth.core.id.SessionId;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseState;
import dev.berth.core.session.Session;
import dev.berth.core.session.SessionState;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Signal;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskStatus;
import dev.berth.engine.session.EngineParts;
import dev.berth.engine.session.SessionRows;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the processor from sessions whose task waits long for a human, where the backend can, and
 * gives it back when the wait is over. Driven by {@link #tick}, which one thread calls.
 *
 * <p>The session's row says what is wanted before the backend is asked, and both calls may be
 * repeated: whatever a server that died left half done, the next one's first tick does again. A
 * session that is closing is none of ours: whoever stops it resumes it first.
 */
public final class Suspension {
  private static final Logger LOG = LoggerFactory.getLogger(Suspension.class);

  private static final Set<SessionState> LIVE =
      EnumSet.of(SessionState.READY, SessionState.SUSPENDED);

  /** After a failure the backend is left alone for so long. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final EngineParts parts;
  private final Backend backend;
  private final Duration after;
  private final Set<SessionId> done = new HashSet<>();
  private final Map<SessionId, Instant> notBefore = new HashMap<>();

  /**
   * @param after how long a task has waited before its session is suspended: 30 s
   */
  public Suspension(EngineParts parts, Backend backend, Duration after) {
    this.parts = parts;
    this.backend = backend;
    this.after = after;
  }

  /** Between two ticks: the agent goes on so soon after a decision. */
  public Duration interval() {
    return Duration.ofSeconds(1);
  }

  /** Looks at every session of this place once. */
  public void tick() {
    if (!backend.canSuspend()) {
      return;
    }
    Instant now = parts.time().now();
    List<Waiting> all = parts.database().read(this::sessions);
    Set<SessionId> known = new HashSet<>(all.stream().map(w -> w.session().id()).toList());
    done.retainAll(known);
    notBefore.keySet().retainAll(known);
    for (Waiting one : all) {
      Instant earliest = notBefore.getOrDefault(one.session().id(), Instant.MIN);
      if (!now.isBefore(earliest)) {
        look(one, now);
      }
    }
  }

  private List<Waiting> sessions(Tx tx) {
    return tx.sessions().in(LIVE).stream()
        .filter(session -> session.backend().equals(backend.name()))
        .flatMap(session -> waiting(tx, session).stream())
        .toList();
  }

  private Optional<Waiting> waiting(Tx tx, Session session) {
    Optional<Lease> sandbox =
        tx.leases().of(session.id()).stream()
            .filter(l -> l.kind().isSandbox() && l.state() == LeaseState.HELD)
            .filter(l -> l.place().equals(backend.place()))
            .findFirst();
    Optional<Task> task = tx.tasks().findBySession(session.id());
    return sandbox.isPresent() && task.isPresent()
        ? Optional.of(new Waiting(session, task.get(), sandbox.get()))
        : Optional.empty();
  }

  private void look(Waiting one, Instant now) {
    try {
      boolean waits = one.task().status() == TaskStatus.AWAITING_APPROVAL;
      if (one.session().state() == SessionState.SUSPENDED) {
        if (waits) {
          suspend(one);
        } else {
          resume(one);
        }
      } else if (waits && !now.isBefore(one.task().state().since().plus(after))) {
        if (mark(one)) {
          suspend(one);
        }
      }
    } catch (BerthException e) {
      LOG.warn(
          "session {} is {}, and its task {}: {} {}; tried again",
          one.session().id(),
          one.session().state(),
          one.task().status(),
          e.code(),
          e.detail());
      notBefore.put(one.session().id(), now.plus(PAUSE));
    }
  }

  /** Once in this server's life; a server before it may have died between row and effect. */
  private void suspend(Waiting one) {
    if (!done.contains(one.session().id())) {
      backend.suspend(one.sandbox());
      done.add(one.session().id());
    }
  }

  private void resume(Waiting one) {
    backend.resume(one.sandbox());
    done.remove(one.session().id());
    parts.database().write(tx -> resumed(tx, one));
  }

  /** Whether it is still so, and now on its row. */
  private boolean mark(Waiting one) {
    return parts.database().write(tx -> suspended(tx, one));
  }

  private boolean suspended(Tx tx, Waiting one) {
    tx.tasks().lock(one.task().id());
    boolean isStill =
        SessionRows.task(tx, one.task().id()).status() == TaskStatus.AWAITING_APPROVAL
            && SessionRows.session(tx, one.session().id()).state() == SessionState.READY;
    if (isStill) {
      SessionRows.change(tx, one.session().id(), Session::suspended);
      parts.driver().signal(tx, one.task().id(), new Signal.SessionSuspended());
    }
    return isStill;
  }

  private boolean resumed(Tx tx, Waiting one) {
    tx.tasks().lock(one.task().id());
    boolean isStill = SessionRows.session(tx, one.session().id()).state() == SessionState.SUSPENDED;
    if (isStill) {
      Instant now = parts.time().now();
      SessionRows.change(tx, one.session().id(), s -> s.ready(now));
      parts.driver().signal(tx, one.task().id(), new Signal.SessionResumed());
    }
    return isStill;
  }

  private record Waiting(Session session, Task task, Lease sandbox) {}
}
