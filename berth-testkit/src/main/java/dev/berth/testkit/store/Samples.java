package dev.berth.testkit.store;

import dev.berth.core.event.EventType;
import dev.berth.core.event.NewEvent;
import dev.berth.core.gate.Gate;
import dev.berth.core.id.GateId;
import dev.berth.core.id.LeaseId;
import dev.berth.core.id.NodeId;
import dev.berth.core.id.RepoId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.Ulid;
import dev.berth.core.id.UserId;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseOwner;
import dev.berth.core.lease.LeaseState;
import dev.berth.core.lease.Place;
import dev.berth.core.policy.Ruling;
import dev.berth.core.policy.Scope;
import dev.berth.core.policy.Severity;
import dev.berth.core.repo.RepoName;
import dev.berth.core.repo.RepoSettings;
import dev.berth.core.repo.Repository;
import dev.berth.core.session.Session;
import dev.berth.core.session.SessionState;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskSpec;
import dev.berth.core.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** Plain records to store, with ids that nobody else has. Thread-safe. */
public final class Samples {
  /** When everything happens unless a test says otherwise. */
  public static final Instant NOW = Instant.parse("2026-01-01T12:00:00.123Z");

  /** Where leases are held. */
  public static final Place HOST = new Place.Host("machine", "boot");

  private static final Duration CREATE_WITHIN = Duration.ofSeconds(30);

  private final Ulid ids = new Ulid(() -> NOW, new SplittableRandom());

  public String id() {
    return ids.next();
  }

  public UserId user() {
    return new UserId("user-" + id());
  }

  public NodeId node() {
    return new NodeId(id());
  }

  /** A submitted task of this user, without a repository. */
  public Task task(UserId owner) {
    return task(owner, Optional.empty());
  }

  /** A submitted task of this user. */
  public Task task(UserId owner, Optional<TaskSpec.RepoRef> repo) {
    return new Task(
        new TaskId(id()),
        spec(owner, repo),
        TaskState.submitted(false, NOW, NOW.plusSeconds(600)),
        Optional.empty(),
        Task.Work.none(),
        1);
  }

  /** What somebody submitted. */
  public TaskSpec spec(UserId owner, Optional<TaskSpec.RepoRef> repo) {
    return new TaskSpec(
        owner,
        repo,
        Optional.of(17),
        Optional.empty(),
        "Fix the failing test \uD83D\uDC1B",
        new TaskSpec.WorkflowRef("coding/new-task-v1", "1"),
        new TaskSpec.TaskLimits(100, 10_000_000, Duration.ofMinutes(5)),
        List.of("tool_type:bash", "write_path:docs/**"),
        true,
        "api",
        Optional.empty(),
        NOW);
  }

  /** Stores a submitted task. */
  public Task storedTask(Tx tx) {
    Task task = task(user());
    tx.tasks().insert(task);
    return task;
  }

  /** A requested session of a task. */
  public Session session(TaskId task) {
    return new Session(
        new SessionId(id()),
        task,
        "process",
        SessionState.REQUESTED,
        Optional.empty(),
        Optional.empty(),
        NOW,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        NOW.plusSeconds(86_400),
        false,
        Optional.empty(),
        Optional.empty(),
        1,
        1);
  }

  /** Stores a task and a session of it. */
  public Session storedSession(Tx tx) {
    Session session = session(storedTask(tx).id());
    tx.sessions().insert(session);
    return session;
  }

  /** A gate that waits, of a tool call or of a door. */
  public Gate gate(Session session, Optional<String> key) {
    return new Gate(
        new GateId(id()),
        session.task(),
        session.id(),
        new Gate.Asked(
            key,
            "bash",
            "git push --force \u21B5 \uD83D\uDC1B",
            "0".repeat(64),
            "f".repeat(64),
            List.of(
                new Ruling.Effect("git_push", Optional.of("refs/heads/x"), true),
                new Ruling.Effect("execute_bash", Optional.of(""), false),
                new Ruling.Effect("web_fetch", Optional.empty(), true))),
        new Gate.Terms(
            "a force push",
            Severity.MEDIUM,
            List.of("force-push", "protected-branch"),
            Set.of("owner", "user:ann"),
            true,
            List.of(new Scope.ThisCall(), new Scope.Rule("force-push"))),
        Gate.Status.PENDING,
        NOW,
        NOW.plusSeconds(300),
        Optional.empty(),
        Gate.Uses.none(),
        1);
  }

  /** An onboarded repository of this name. */
  public Repository repository(RepoName name) {
    return new Repository(
        new RepoId(id()),
        name,
        user(),
        "local",
        "/srv/git/" + name,
        "main",
        RepoSettings.none(),
        new Repository.Provisioning(Repository.Provisioning.State.PENDING, List.of()),
        NOW,
        NOW,
        Optional.empty(),
        1);
  }

  /** A repository name that nobody else has. */
  public RepoName repoName() {
    return new RepoName("owner", "repo-" + id());
  }

  /** A lease about to be acquired. */
  public Lease lease(LeaseOwner owner, LeaseKind kind, long sequence) {
    return new Lease(
        new LeaseId(id()),
        kind,
        owner,
        HOST,
        Optional.empty(),
        LeaseState.INTENDED,
        1,
        NOW.plus(CREATE_WITHIN),
        Optional.empty(),
        List.of(),
        Lease.Attempts.none(),
        Optional.empty(),
        sequence,
        new Lease.Times(NOW, Optional.empty(), Optional.empty(), Optional.empty()));
  }

  /** An event of an agent with its own id. */
  public static NewEvent agentEvent(String clientId) {
    return new NewEvent(
        EventType.AGENT_TURN, NOW, Map.of("turn", 1, "client", clientId), Optional.of(clientId));
  }

  /** An event of Berth's own. */
  public static NewEvent event(EventType type) {
    return NewEvent.of(type, NOW, Map.of("n", 1));
  }
}
