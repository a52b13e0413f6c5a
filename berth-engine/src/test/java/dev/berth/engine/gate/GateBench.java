package dev.berth.engine.gate;

import dev.berth.core.access.Role;
import dev.berth.core.event.EventType;
import dev.berth.core.gate.Gate;
import dev.berth.core.gate.Gates.Answer;
import dev.berth.core.id.GateId;
import dev.berth.core.id.NodeId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.Ulid;
import dev.berth.core.id.UserId;
import dev.berth.core.lease.Ledger;
import dev.berth.core.repo.RepoSettings;
import dev.berth.core.repo.Repository;
import dev.berth.core.session.Directive;
import dev.berth.core.session.Session;
import dev.berth.core.session.SessionContext;
import dev.berth.core.store.Database;
import dev.berth.core.task.LifecycleLimits;
import dev.berth.core.task.Signal;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskLifecycle;
import dev.berth.core.task.TaskSpec;
import dev.berth.core.task.TaskState;
import dev.berth.core.task.TaskStatus;
import dev.berth.core.waypoint.Waypoints;
import dev.berth.core.workflow.Workflow;
import dev.berth.engine.job.DurableJobs;
import dev.berth.engine.job.Jobs;
import dev.berth.engine.job.ManualJobs;
import dev.berth.engine.session.EngineParts;
import dev.berth.engine.session.SessionJson;
import dev.berth.engine.task.CommandWriter;
import dev.berth.engine.task.DeadlineJob;
import dev.berth.engine.task.NewTask;
import dev.berth.engine.task.TaskDriver;
import dev.berth.testkit.store.Samples;
import dev.berth.testkit.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Gates over a real database, on virtual time, with jobs run by hand. */
final class GateBench implements AutoCloseable {
  static final NewTask.Submitter OWNER = user("owner", Role.USER);
  static final NewTask.Submitter APPROVER = user("approver", Role.USER);
  static final NewTask.Submitter OPERATOR = user("operator", Role.OPERATOR);
  static final NewTask.Submitter ADMIN = user("admin", Role.ADMIN);
  static final NewTask.Submitter STRANGER = user("stranger", Role.USER);

  final VirtualTime time = new VirtualTime(Samples.NOW);
  final Samples samples = new Samples();
  final ScriptedPolicy policy = new ScriptedPolicy();
  final GateFigures figures = new GateFigures();
  final Database database;
  final EngineParts parts;
  final EngineGates gates;
  final Approvals approvals;
  final Repository repository;
  private final ManualJobs worker;

  /**
   * @param over what stands before the database
   */
  GateBench(Function<VirtualTime, Database> opening, Function<Database, Database> over) {
    SplittableRandom random = new SplittableRandom(7);
    Ulid ids = new Ulid(time, random);
    database = opening.apply(time);
    Database seen = over.apply(database);
    Jobs jobs = new DurableJobs(database, time);
    TaskLifecycle lifecycle = new TaskLifecycle(LifecycleLimits.defaults());
    TaskDriver driver =
        new TaskDriver(seen, lifecycle, new CommandWriter(jobs), time, Waypoints.none());
    parts =
        new EngineParts(
            seen,
            driver,
            jobs,
            time,
            ids,
            new NodeId(samples.id()),
            new Ledger(database, time, ids, Waypoints.none()));
    gates = new EngineGates(parts, policy, figures);
    approvals = new Approvals(parts, policy, figures);
    repository = repository();
    worker =
        new ManualJobs(
            database,
            List.of(new GateExpiry(parts, figures), new DeadlineJob(database, driver, lifecycle)),
            "bench",
            time,
            random);
  }

  GateBench(Function<VirtualTime, Database> opening) {
    this(opening, database -> database);
  }

  private static NewTask.Submitter user(String name, Role role) {
    return new NewTask.Submitter(new UserId(name), role);
  }

  private Repository repository() {
    Repository plain = samples.repository(samples.repoName());
    RepoSettings none = plain.settings();
    Repository mine =
        plain.with(
            new RepoSettings(
                none.workflow(),
                none.buildCommand(),
                none.lintCommand(),
                none.models(),
                none.tasks(),
                none.egress(),
                none.protectedPaths(),
                Set.of(APPROVER.user()),
                none.members(),
                none.maxRunning()));
    database.write(
        tx -> {
          tx.repos().insert(mine);
          return true;
        });
    return mine;
  }

  /** A task at work. */
  SessionId running() {
    return running(Duration.ofHours(24));
  }

  /** A task at work whose session has so long a life. */
  SessionId running(Duration life) {
    SessionId session = new SessionId(samples.id());
    Instant now = time.now();
    TaskId id = new TaskId(samples.id());
    TaskSpec spec =
        samples.spec(
            OWNER.user(), Optional.of(new TaskSpec.RepoRef(repository.id(), repository.name())));
    database.write(
        tx -> {
          tx.tasks()
              .insert(
                  new Task(
                      id,
                      spec,
                      TaskState.submitted(false, now, now.plusSeconds(600)),
                      Optional.empty(),
                      Task.Work.none(),
                      1));
          Session row = samples.session(id);
          tx.sessions()
              .insert(
                  new Session(
                      session,
                      id,
                      row.backend(),
                      row.state(),
                      row.observer(),
                      row.observedFrom(),
                      now,
                      row.startedAt(),
                      row.readyAt(),
                      row.lastSignAt(),
                      now.plus(life),
                      false,
                      row.exit(),
                      row.result(),
                      1,
                      1));
          tx.budgets().open(id, 1_000_000);
          parts.driver().signal(tx, id, new Signal.Granted(session, now.plus(life)));
          tx.sessions().putContext(session, new SessionJson().write(context(id, session, "owner")));
          parts.driver().signal(tx, id, new Signal.Hydrated(Duration.ofMinutes(1), now.plus(life)));
          parts.driver().signal(tx, id, new Signal.SessionReady());
          return true;
        });
    return session;
  }

  private static SessionContext context(TaskId task, SessionId session, String trust) {
    Workflow workflow =
        new Workflow(
            "coding/new-task-v1",
            "0123456789ab",
            "fixes things",
            true,
            false,
            Workflow.Effect.CHANGE_REQUEST,
            true,
            "reference",
            "You are careful.",
            List.of(),
            new Workflow.Limits(Optional.empty(), Optional.empty()));
    return new SessionContext(
        task,
        session,
        workflow,
        Optional.empty(),
        new SessionContext.Prompt("s", "t", "0123456789ab"),
        List.of(new SessionContext.Source("task_description", trust, "Fix it")),
        new SessionContext.ModelContext("openai", "scripted-1", 8192),
        new SessionContext.LimitsContext(100, 1, Instant.EPOCH, 600),
        Map.of());
  }

  TaskId taskOf(SessionId session) {
    return database.read(tx -> tx.sessions().find(session)).orElseThrow().task();
  }

  Task task(SessionId session) {
    TaskId id = taskOf(session);
    return database.read(tx -> tx.tasks().find(id)).orElseThrow();
  }

  TaskStatus status(SessionId session) {
    return task(session).status();
  }

  Gate gate(GateId id) {
    return database.read(tx -> tx.gates().find(id)).orElseThrow();
  }

  List<Gate> gatesOf(SessionId session) {
    TaskId id = taskOf(session);
    return database.read(tx -> tx.gates().of(id));
  }

  List<String> events(SessionId session) {
    TaskId id = taskOf(session);
    return database.read(tx -> tx.events().after(id, 0, 1_000)).stream()
        .map(event -> event.type().wire())
        .toList();
  }

  /** How many events say that a gate has ended, by gate. */
  Map<String, Integer> endsOf(SessionId session) {
    TaskId id = taskOf(session);
    Map<String, Integer> ends = new HashMap<>();
    database.read(tx -> tx.events().after(id, 0, 1_000)).stream()
        .filter(
            event ->
                event.type() == EventType.APPROVAL_DECISION_RECORDED
                    || event.type() == EventType.APPROVAL_TIMED_OUT)
        .forEach(
            event ->
                ends.merge(String.valueOf(event.metadata().get("request_id")), 1, Integer::sum));
    return ends;
  }

  List<Directive> directives(SessionId session) {
    return database.read(tx -> tx.sessions().directivesAfter(session, 0)).stream()
        .map(numbered -> numbered.directive())
        .toList();
  }

  /** Asks for a push, and answers the gate that it raised. */
  GateId raised(SessionId session, String key) {
    return pending(gates.ask(session, ScriptedPolicy.command("refs/heads/" + key), key));
  }

  static GateId pending(Answer answer) {
    if (answer instanceof Answer.Pending pending) {
      return pending.gate();
    }
    throw new AssertionError("not pending: " + answer);
  }

  Answer look(SessionId session, GateId gate) {
    try {
      return gates.look(session, gate, Duration.ZERO);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  Gate approve(NewTask.Submitter by, GateId gate, String scope) {
    return decide(by, gate, Approvals.Verdict.APPROVE, Optional.of(scope), Optional.empty());
  }

  Gate deny(NewTask.Submitter by, GateId gate, String reason) {
    return decide(by, gate, Approvals.Verdict.DENY, Optional.empty(), Optional.of(reason));
  }

  private Gate decide(
      NewTask.Submitter by,
      GateId gate,
      Approvals.Verdict verdict,
      Optional<String> scope,
      Optional<String> reason) {
    return approvals.decide(
        by, gate(gate).task(), gate, new Approvals.Choice(verdict, scope, reason, "test"));
  }

  void signal(SessionId session, Signal signal) {
    parts.driver().signal(taskOf(session), signal);
  }

  void advance(Duration duration) {
    time.advance(duration);
    worker.runDue();
  }

  void runDue() {
    worker.runDue();
  }

  @Override
  public void close() {
    gates.close();
    database.close();
  }
}
