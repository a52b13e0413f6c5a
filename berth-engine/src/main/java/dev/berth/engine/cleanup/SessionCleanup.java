package dev.berth.engine.cleanup;

import dev.berth.core.event.EventType;
import dev.berth.core.event.NewEvent;
import dev.berth.core.gateway.SessionDoors;
import dev.berth.core.id.LeaseId;
import dev.berth.core.id.SessionId;
import dev.berth.core.lease.Lease;
import dev.berth.core.session.Session;
import dev.berth.core.session.SessionState;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Task;
import dev.berth.engine.job.JobHandler;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.session.EngineParts;
import dev.berth.engine.session.SessionRows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives back what a session holds, by one way for every path: normal end, failed start, cancel,
 * loss, recovery. Each run takes one step with each lease that nothing holds up; the job comes
 * again until all are settled, on whichever server there is then.
 */
public final class SessionCleanup implements JobHandler {
  private static final Logger LOG = LoggerFactory.getLogger(SessionCleanup.class);

  /** The longest wait for a step; one that takes longer is looked after by a later pass. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** Until the pass after one that left a step behind. */
  private static final Duration HANGING = Duration.ofSeconds(1);

  /** After this a host that has not taken its own session's cleanup counts as away. */
  private static final Duration HOST_ANSWERS = Duration.ofMinutes(2);

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration SELDOM = Duration.ofMinutes(1);

  private final EngineParts parts;
  private final SessionDoors doors;
  private final LeaseRelease release;
  private final Executor steps;

  /** Steps that run on this node, in this pass or left behind by an earlier one. */
  private final Set<LeaseId> underway = ConcurrentHashMap.newKeySet();

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
    Optional<View> found = parts.database().read(tx -> view(tx, id)).filter(View::isClosing);
    if (found.isEmpty()) {
      return Next.done();
    }
    doors.refresh(id);
    if (found.get().isOver()) {
      return close(id);
    }
    Optional<Instant> next = pass(id, found.get());
    boolean isOver = parts.database().read(tx -> view(tx, id)).filter(View::isOver).isPresent();
    if (isOver) {
      return close(id);
    }
    // Nothing to come back for: what is left waits for the task's end, or for another session, and
    // both ask for this job.
    return next.map(Next::again).orElseGet(Next::done);
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

  /**
   * A step of each lease that nothing holds up, side by side; what a settled one held up begins at
   * once. What hangs is left to itself and holds up nobody but those that wait for it.
   *
   * @return when there is something to do again
   */
  private Optional<Instant> pass(SessionId id, View first) {
    CompletionService<Done> running = new ExecutorCompletionService<>(steps);
    Set<LeaseId> begun = new HashSet<>();
    List<Instant> next = new ArrayList<>();
    List<RuntimeException> failures = new ArrayList<>();
    if (begin(first, begun, running)) {
      next.add(parts.time().now().plus(HANGING));
    }
    int ended = 0;
    while (ended < begun.size()) {
      Optional<Done> done = done(running, next);
      if (done.isEmpty()) {
        next.add(parts.time().now().plus(HANGING));
        break;
      }
      ended++;
      switch (done.get()) {
        case Done.Settled _ ->
            parts
                .database()
                .read(tx -> view(tx, id))
                .ifPresent(view -> begin(view, begun, running));
        case Done.Later later -> next.add(later.at());
        case Done.Failed failed -> failures.add(failed.why());
      }
    }
    if (!failures.isEmpty()) {
      RuntimeException why = failures.getFirst();
      failures.stream().skip(1).forEach(why::addSuppressed);
      throw why;
    }
    return next.stream().min(Comparator.naturalOrder());
  }

  /** The next one that has taken its step; empty when it is time to look after the others. */
  private Optional<Done> done(CompletionService<Done> running, List<Instant> next) {
    Instant now = parts.time().now();
    long patience =
        next.stream()
            .map(at -> Duration.between(now, at))
            .filter(wait -> wait.compareTo(PATIENCE) < 0)
            .min(Comparator.naturalOrder())
            .orElse(PATIENCE)
            .toMillis();
    try {
      return Optional.ofNullable(running.poll(Math.max(patience, 0), TimeUnit.MILLISECONDS))
          .map(SessionCleanup::outcome);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static Done outcome(Future<Done> step) {
    if (step.state() == Future.State.FAILED && step.exceptionNow() instanceof Error error) {
      throw error;
    }
    return step.resultNow();
  }

  /** Answers whether an earlier pass left a step behind that still runs. */
  private boolean begin(View view, Set<LeaseId> begun, CompletionService<Done> running) {
    boolean isLeftBehind = false;
    for (Lease lease : view.open()) {
      boolean isFree =
          CleanupOrder.blocked(lease, view.all(), view.task().status().isTerminal()).isEmpty();
      if (!isFree || begun.contains(lease.id())) {
        continue;
      }
      if (underway.add(lease.id())) {
        begun.add(lease.id());
        running.submit(() -> taken(view, lease));
      } else {
        isLeftBehind = true;
      }
    }
    return isLeftBehind;
  }

  private Done taken(View view, Lease lease) {
    try {
      return switch (step(view, lease)) {
        case LeaseRelease.Step.Settled _ -> new Done.Settled();
        case LeaseRelease.Step.Later later -> new Done.Later(later.at());
        case LeaseRelease.Step.Elsewhere _ -> new Done.Later(elsewhere(view));
        // It is given up for now, which lets others begin.
        case LeaseRelease.Step.Stuck _ -> new Done.Later(parts.time().now());
      };
    } catch (RuntimeException e) {
      LOG.warn("a step with lease {} ({}) failed", lease.id(), lease.kind(), e);
      return new Done.Failed(e);
    } finally {
      underway.remove(lease.id());
    }
  }

  /** The job is for whichever node takes it: soon another one may, unless its host is away. */
  private Instant elsewhere(View view) {
    Instant now = parts.time().now();
    boolean isFresh = now.isBefore(view.task().state().since().plus(HOST_ANSWERS));
    return now.plus(isFresh ? SOON : SELDOM);
  }

  private LeaseRelease.Step step(View view, Lease lease) {
    LeaseRelease.Step step = release.step(lease.id());
    if (step instanceof LeaseRelease.Step.Settled && lease.kind().isSandbox()) {
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

  /** How a lease's step ended. */
  private sealed interface Done {
    record Settled() implements Done {}

    record Later(Instant at) implements Done {}

    record Failed(RuntimeException why) implements Done {}
  }

  /** What one pass looks at: the leases of all sessions of the task, and the session's own. */
  private record View(Session session, Task task, List<Lease> all, List<Lease> own) {
    boolean isClosing() {
      return session.state().isClosing() && session.state() != SessionState.STOPPED;
    }

    List<Lease> open() {
      return own.stream().filter(lease -> !lease.state().isSettled()).toList();
    }

    boolean isOver() {
      return open().isEmpty() && task.status().isTerminal();
    }
  }
}
