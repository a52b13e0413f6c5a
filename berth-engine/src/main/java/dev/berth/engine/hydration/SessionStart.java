package dev.berth.engine.hydration;

import dev.berth.core.backend.Backend;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.forge.Forge;
import dev.berth.core.gateway.GrantRole;
import dev.berth.core.id.TaskId;
import dev.berth.core.lease.IntendedLease;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseOwner;
import dev.berth.core.lease.LeaseRequest;
import dev.berth.core.lease.Ledger;
import dev.berth.core.session.Session;
import dev.berth.core.session.SessionContext;
import dev.berth.core.session.SessionState;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Signal;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskStatus;
import dev.berth.engine.cleanup.Branches;
import dev.berth.engine.job.JobHandler;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.session.AgentCatalog;
import dev.berth.engine.session.EngineParts;
import dev.berth.engine.session.SessionJson;
import dev.berth.engine.session.SessionRows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a hydrated task's session. Idempotent: the leases say how far an earlier run came. Its
 * limit is the lifecycle's, which counts from the end of hydration.
 */
public final class SessionStart implements JobHandler {
  private static final Logger LOG = LoggerFactory.getLogger(SessionStart.class);

  /** Before something that does not answer is asked again, as long as the start may take. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static final Duration QUICK = Duration.ofSeconds(10);

  private final EngineParts parts;
  private final SandboxStart sandbox;
  private final Backend backend;
  private final AgentCatalog agents;
  private final Forge forge;
  private final SessionJson json = new SessionJson();

  public SessionStart(
      EngineParts parts, SandboxStart sandbox, Backend backend, AgentCatalog agents, Forge forge) {
    this.parts = parts;
    this.sandbox = sandbox;
    this.backend = backend;
    this.agents = agents;
    this.forge = forge;
  }

  @Override
  public JobKind kind() {
    return JobKind.START;
  }

  @Override
  public Next run(String key) {
    TaskId id = new TaskId(key);
    Optional<Start> found = parts.database().write(tx -> begin(tx, id));
    if (found.isEmpty()) {
      return Next.done();
    }
    Start start = found.get();
    try {
      return advance(start);
    } catch (BerthException e) {
      return failed(start.task(), e);
    }
  }

  /** What is to be started; the session is STARTING from here on. */
  private Optional<Start> begin(Tx tx, TaskId id) {
    Optional<Task> task = tx.tasks().find(id).filter(t -> t.status() == TaskStatus.HYDRATING);
    if (task.isEmpty() || task.get().session().isEmpty()) {
      return Optional.empty();
    }
    Instant now = parts.time().now();
    Session session =
        SessionRows.change(
            tx,
            task.get().session().get(),
            s ->
                s.state() == SessionState.REQUESTED
                    ? s.starting(now, now.plus(backend.longestLife()))
                    : s);
    return session.state() == SessionState.STARTING
        ? tx.sessions()
            .context(session.id())
            .map(text -> new Start(task.get(), session, json.context(text)))
        : Optional.empty();
  }

  private Next advance(Start start) {
    AgentCatalog.Agent agent =
        agents
            .find(start.context().workflow().agent())
            .orElseThrow(
                () ->
                    new BerthException(
                        ErrorCode.AGENT_UNKNOWN,
                        "there is no agent '" + start.context().workflow().agent() + "'"));
    if (!start.context().workflow().readOnly()) {
      start.context().repo().ifPresent(repo -> allowBranch(start, repo));
    }
    return switch (sandbox.advance(start.session(), GrantRole.AGENT, agent.directory())) {
      case SandboxStart.Progress.Started started -> Next.done();
      case SandboxStart.Progress.Wait wait -> Next.again(wait.until());
      case SandboxStart.Progress.Over over -> Next.done();
    };
  }

  private Next failed(Task task, BerthException e) {
    if (e.code() == ErrorCode.LEASE_REFUSED || e.code() == ErrorCode.LEASE_LOST) {
      // Closing, or another start goes on: whoever closes or goes on has signalled, or will.
      return Next.done();
    }
    Instant again = parts.time().now().plus(PAUSE);
    // A backend that says that it failed has tried.
    if (Hydration.mayComeBack(e)
        && e.code() != ErrorCode.BACKEND_FAILED
        && task.state().ends().phase().filter(again::isBefore).isPresent()) {
      LOG.warn("task {} is not started yet: {} {}", task.id(), e.code(), e.detail());
      return Next.again(again);
    }
    parts
        .driver()
        .signal(task.id(), new Signal.StartFailed(Signal.Stage.START, e.code(), e.detail()));
    return Next.done();
  }

  /** From here on the session may push its branch: it is on the books before it can exist. */
  private void allowBranch(Start start, SessionContext.RepoContext repo) {
    List<Lease> leases = parts.database().read(tx -> tx.leases().of(start.session().id()));
    if (leases.stream().anyMatch(l -> l.kind() == LeaseKind.BRANCH && l.handle().isPresent())) {
      return;
    }
    String handle = Branches.handle(start.task().spec().repo().orElseThrow().id(), repo.branch());
    LeaseRequest request =
        new LeaseRequest(
            LeaseKind.BRANCH,
            new LeaseOwner.OfSession(start.session().id()),
            Branches.place(forge.name()),
            QUICK,
            List.of());
    parts.ledger().acquire(request, new Name(handle));
  }

  private record Start(Task task, Session session, SessionContext context) {}

  /** A branch is made by the first push; until then it is a name. */
  private record Name(String handle) implements Ledger.Maker {
    @Override
    public String make(IntendedLease lease) {
      return handle;
    }

    @Override
    public void unmake(IntendedLease lease, String made) {
      // There is nothing yet.
    }
  }
}
