package dev.berth.engine.cleanup;

import dev.berth.core.event.EventType;
import dev.berth.core.event.NewEvent;
import dev.berth.core.gateway.SessionDoors;
import dev.berth.core.id.LeaseId;
import dev.berth.core.id.SessionId;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.session.Session;
import dev.berth.core.session.SessionState;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Task;
import dev.berth.engine.job.JobHandler;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.session.EngineParts;
import dev.berth.engine.session.SessionRows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Gives back what a session holds, by one way for every path: normal end, failed start, cancel,
 * loss, recovery. Each run takes one step with each lease that nothing holds up; the job comes
 * again until all are settled, on whichever server there is then.
 */
public final class SessionCleanup implements JobHandler {
  private final EngineParts parts;
  private final SessionDoors doors;
  private final LeaseRelease release;
  private final Executor steps;

  /**
   * @param steps runs the steps of one pass; virtual threads, or in tests the caller's own
   */
  public SessionCleanup(
      EngineParts parts, SessionDoors doors, LeaseRelease release, Executor steps) {
    this.parts = parts;
    this.doors = doors;
    this.release = release;
    this.steps = steps;
  }

  @Override
  public JobKind kind() {
    return JobKind.CLEANUP;
  }

  @Override
  public Next run(String key) {
    SessionId id = new SessionId(key);
    Optional<View> found = parts.database().read(tx -> view(tx, id));
    if (found.isEmpty()
        || !found.get().session().state().isClosing()
        || found.get().session().state() == SessionState.STOPPED) {
      return Next.done();
    }
    View view = found.get();
    doors.refresh(id);
    List<Lease> open = view.own().stream().filter(l -> !l.state().isSettled()).toList();
    if (open.isEmpty() && view.task().status().isTerminal()) {
      return close(id);
    }
    return pass(view, open).stream()
        .map(this::next)
        .min(Comparator.naturalOrder())
        .map(Next::again)
        // All that is left waits for the task's end, or for another session: both ask for this job.
        .orElseGet(Next::done);
  }

  /** What was settled, or given up for now, may let others begin. */
  private Instant next(LeaseRelease.Step step) {
    return switch (step) {
      case LeaseRelease.Step.Settled settled -> parts.time().now();
      case LeaseRelease.Step.Later later -> later.at();
      case LeaseRelease.Step.Stuck stuck -> parts.time().now();
    };
  }

  private static Optional<View> view(Tx tx, SessionId id) {
    return tx.sessions()
        .find(id)
        .map(
            session -> {
              Task task = SessionRows.task(tx, session.task());
              List<Lease> leases = new ArrayList<>();
              tx.sessions().of(task.id()).forEach(s -> leases.addAll(tx.leases().of(s.id())));
              return new View(session, task, leases, tx.leases().of(id));
            });
  }

  /** One step of each lease that nothing holds up, side by side. */
  private List<LeaseRelease.Step> pass(View view, List<Lease> open) {
    boolean ended = view.task().status().isTerminal();
    List<CompletableFuture<LeaseRelease.Step>> running = new ArrayList<>();
    for (Lease lease : open) {
      if (CleanupOrder.blocked(lease, view.all(), ended).isEmpty()) {
        running.add(CompletableFuture.supplyAsync(() -> step(view, lease), steps));
      }
    }
    return running.stream().map(SessionCleanup::joined).toList();
  }

  private LeaseRelease.Step step(View view, Lease lease) {
    LeaseRelease.Step step = release.step(lease.id());
    if (step instanceof LeaseRelease.Step.Settled && lease.kind() == LeaseKind.PROCESS) {
      parts.database().write(tx -> goOnElsewhere(tx, view));
    }
    if (step instanceof LeaseRelease.Step.Stuck stuck) {
      parts.database().write(tx -> tx.events().append(view.task().id(), stuck(lease, stuck)));
    }
    return step;
  }

  /** Room is given back when the last process of all of the task's sessions has gone. */
  private boolean goOnElsewhere(Tx tx, View view) {
    Instant now = parts.time().now();
    for (Session other : tx.sessions().of(view.task().id())) {
      if (!other.id().equals(view.session().id()) && other.state().isClosing()) {
        parts.jobs().schedule(tx, JobKind.CLEANUP, other.id().value(), now);
      }
    }
    return true;
  }

  private List<NewEvent> stuck(Lease lease, LeaseRelease.Step.Stuck stuck) {
    Map<String, Object> metadata =
        Map.of(
            "lease_id", lease.id().value(),
            "kind", lease.kind().name(),
            "message", stuck.reason());
    LeaseId id = lease.id();
    return List.of(
        new NewEvent(
            EventType.LEASE_STUCK,
            parts.time().now(),
            metadata,
            Optional.of("berth:stuck:" + id.value())));
  }

  /** All is settled: the receipt, once, and the session holds nothing any more. */
  private Next close(SessionId id) {
    parts
        .database()
        .write(
            tx -> {
              tx.tasks().lock(SessionRows.session(tx, id).task());
              Session session =
                  SessionRows.change(
                      tx,
                      id,
                      s -> s.state() == SessionState.STOPPED ? s : s.ended(SessionState.STOPPED));
              Instant now = parts.time().now();
              return tx.events()
                  .append(
                      session.task(),
                      List.of(Receipts.event(session, Receipts.of(tx, session), now)));
            });
    return Next.done();
  }

  private static LeaseRelease.Step joined(CompletableFuture<LeaseRelease.Step> step) {
    try {
      return step.join();
    } catch (java.util.concurrent.CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** What one pass looks at: the leases of all sessions of the task, and the session's own. */
  private record View(Session session, Task task, List<Lease> all, List<Lease> own) {}
}
