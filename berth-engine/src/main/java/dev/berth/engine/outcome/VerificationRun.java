package dev.berth.engine.outcome;

import dev.berth.core.backend.Backend;
import dev.berth.core.backend.Observation;
import dev.berth.core.error.BerthException;
import dev.berth.core.event.EventType;
import dev.berth.core.event.NewEvent;
import dev.berth.core.gateway.GrantRole;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.lease.Lease;
import dev.berth.core.session.Session;
import dev.berth.core.session.SessionState;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskStatus;
import dev.berth.engine.hydration.SandboxStart;
import dev.berth.engine.job.JobHandler;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.session.EngineParts;
import dev.berth.engine.session.SessionRows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the pushed commit built in a clean sandbox: a session of its own, with its own leases, in the
 * room of the task's session, which is stopped first. Comes again every second until the
 * verification is there; a sandbox that dies is replaced once.
 */
public final class VerificationRun implements JobHandler {
  private static final Logger LOG = LoggerFactory.getLogger(VerificationRun.class);

  /**
   * A sandbox that did not come up, or was lost with its server, says nothing about the commit: it
   * is tried again until the task's own limit ends the waiting.
   */
  private static final int ATTEMPTS = 20;

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final EngineParts parts;
  private final SandboxStart sandbox;
  private final Backend backend;
  private final Duration limit;

  /**
   * @param limit of one attempt, from its start
   */
  public VerificationRun(EngineParts parts, SandboxStart sandbox, Backend backend, Duration limit) {
    this.parts = parts;
    this.sandbox = sandbox;
    this.backend = backend;
    this.limit = limit;
  }

  @Override
  public JobKind kind() {
    return JobKind.VERIFY;
  }

  @Override
  public Next run(String key) {
    TaskId id = new TaskId(key);
    State state = parts.database().write(tx -> look(tx, id));
    return switch (state) {
      case State.Over over -> Next.done();
      case State.Waiting waiting -> Next.again(parts.time().now().plus(PAUSE));
      case State.Running running -> advance(id, running.session());
    };
  }

  /** How far it is; takes the next attempt's session onto the books when there is none. */
  private State look(Tx tx, TaskId id) {
    // Two runs at once would each begin an attempt.
    tx.tasks().lock(id);
    Optional<Task> task = tx.tasks().find(id);
    if (task.isEmpty() || task.get().session().isEmpty()) {
      return new State.Over();
    }
    SessionId own = task.get().session().get();
    List<Session> attempts =
        tx.sessions().of(id).stream().filter(s -> !s.id().equals(own)).toList();
    List<Session> live = attempts.stream().filter(s -> !s.state().isClosing()).toList();
    Optional<String> head = task.get().work().headOid();
    boolean isNeeded =
        task.get().status() == TaskStatus.FINALIZING
            && head.isPresent()
            && tx.verifications().find(id, head.get()).isEmpty();
    if (!isNeeded) {
      live.forEach(session -> close(tx, session));
      parts.jobs().schedule(tx, JobKind.SETTLE, id.value(), parts.time().now());
      return new State.Over();
    }
    if (!live.isEmpty()) {
      live.stream().skip(1).forEach(session -> close(tx, session));
      return new State.Running(live.getFirst());
    }
    if (attempts.size() >= ATTEMPTS) {
      LOG.warn("task {}: its commit could not be built in {} attempts", id, ATTEMPTS);
      return new State.Over();
    }
    return isRoomTaken(tx, own) ? new State.Waiting() : new State.Running(begin(tx, id, attempts));
  }

  private static boolean isRoomTaken(Tx tx, SessionId own) {
    return tx.leases().of(own).stream()
        .anyMatch(l -> l.kind().isSandbox() && !l.state().isSettled());
  }

  private Session begin(Tx tx, TaskId task, List<Session> attempts) {
    Instant now = parts.time().now();
    SessionId id = new SessionId(parts.ids().next());
    Session session =
        new Session(
            id,
            task,
            backend.name(),
            SessionState.STARTING,
            Optional.of(parts.node()),
            Optional.of(now),
            now,
            Optional.of(now),
            Optional.empty(),
            Optional.empty(),
            now.plus(limit),
            false,
            Optional.empty(),
            Optional.empty(),
            1,
            1);
    tx.sessions().insert(session);
    Map<String, Object> metadata = Map.of("session_id", id.wire(), "attempt", attempts.size() + 1);
    tx.events().append(task, List.of(NewEvent.of(EventType.VERIFICATION_STARTED, now, metadata)));
    return session;
  }

  private Next advance(TaskId id, Session session) {
    Instant now = parts.time().now();
    Instant soon = now.plus(PAUSE);
    try {
      return switch (sandbox.advance(session, GrantRole.VERIFY, Optional.empty())) {
        case SandboxStart.Progress.Wait wait ->
            Next.again(wait.until().isBefore(soon) ? wait.until() : soon);
        case SandboxStart.Progress.Over over -> Next.again(soon);
        case SandboxStart.Progress.Started started -> {
          failure(session, now).ifPresent(why -> failed(id, session, why));
          yield Next.again(soon);
        }
      };
    } catch (BerthException e) {
      failed(id, session, e.code() + ": " + e.detail());
      return Next.again(soon);
    }
  }

  /** Why this attempt will not come to an end, if so. */
  private Optional<String> failure(Session session, Instant now) {
    if (!now.isBefore(session.hardEnd())) {
      return Optional.of("took longer than " + limit);
    }
    Optional<Lease> process =
        parts.database().read(tx -> tx.leases().of(session.id())).stream()
            .filter(l -> l.kind().isSandbox() && !l.state().isSettled())
            .findFirst();
    return process.flatMap(
        lease ->
            switch (backend.observe(lease)) {
              case Observation.Running running -> Optional.empty();
              case Observation.Unknown unknown -> Optional.empty();
              case Observation.Ended ended -> Optional.of("ended: " + ended.reason());
              case Observation.Gone gone -> Optional.of("gone: " + gone.evidence());
            });
  }

  private void failed(TaskId id, Session session, String why) {
    LOG.warn("task {}: verification {} is given up: {}", id, session.id(), why);
    parts.database().write(tx -> close(tx, session));
  }

  private boolean close(Tx tx, Session session) {
    SessionRows.change(tx, session.id(), s -> s.state().isClosing() ? s : s.closing());
    parts.jobs().schedule(tx, JobKind.CLEANUP, session.id().value(), parts.time().now());
    return true;
  }

  /** How far a verification is. */
  private sealed interface State {
    record Over() implements State {}

    record Waiting() implements State {}

    record Running(Session session) implements State {}
  }
}
