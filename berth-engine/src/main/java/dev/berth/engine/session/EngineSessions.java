package dev.berth.engine.session;

import dev.berth.core.blob.BlobStore;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.event.EventStore;
import dev.berth.core.event.NewEvent;
import dev.berth.core.gate.Gates;
import dev.berth.core.gateway.Grant;
import dev.berth.core.gateway.GrantRole;
import dev.berth.core.id.GateId;
import dev.berth.core.id.SessionId;
import dev.berth.core.model.BudgetStore;
import dev.berth.core.policy.Call;
import dev.berth.core.secret.Secret;
import dev.berth.core.session.Session;
import dev.berth.core.session.Session.AgentExit;
import dev.berth.core.session.Session.AgentResult;
import dev.berth.core.session.SessionContext;
import dev.berth.core.session.SessionProtocol;
import dev.berth.core.session.SessionState;
import dev.berth.core.session.SessionStore.NumberedDirective;
import dev.berth.core.session.SessionStore.OutputChunk;
import dev.berth.core.session.Verification;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Signal;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskStatus;
import dev.berth.core.workflow.Workflow;
import dev.berth.engine.job.JobKind;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The engine's side of the session protocol. Thread-safe. */
public final class EngineSessions implements SessionProtocol {
  private final EngineParts parts;
  private final SessionAccess access;
  private final SessionSigns signs;
  private final Desk desk;
  private final SessionLimits limits;
  private final SessionArtifacts artifacts;
  private final Answers answers;
  private final BudgetWatch budget;
  private final SessionJson json = new SessionJson();

  public EngineSessions(
      EngineParts parts, SessionSigns signs, Desk desk, BlobStore blobs, SessionLimits limits) {
    this.parts = parts;
    this.access = new SessionAccess(parts.database());
    this.signs = signs;
    this.desk = desk;
    this.limits = limits;
    this.budget = new BudgetWatch(parts, this::hears);
    this.artifacts = new SessionArtifacts(parts, access, blobs, limits);
    this.answers = new Answers(parts, artifacts);
  }

  @Override
  public Map<String, String> hello(
      Grant grant, String sessionId, String initVersion, Secret token) {
    SessionAccess.Caller caller = access.enter(grant, SessionAccess.Phase.INIT);
    if (!caller.session().id().wire().equals(sessionId)) {
      throw new BerthException(
          ErrorCode.VALIDATION_ERROR, "this door belongs to another session than " + sessionId);
    }
    signs.alive(caller.session().id());
    SessionContext context = context(caller.task());
    if (caller.grant().role() == GrantRole.VERIFY) {
      return desk.plan()
          .forVerification(context, caller.task().work().headOid().orElseThrow(), token);
    }
    return desk.plan().forAgent(agent(context), context, token);
  }

  @Override
  public void ready(Grant grant, long startupMillis) {
    parts.database().write(tx -> ready(tx, access.enter(tx, grant, SessionAccess.Phase.INIT)));
  }

  private boolean ready(Tx tx, SessionAccess.Caller caller) {
    Session session = caller.session();
    signs.alive(session.id());
    if (session.state() != SessionState.STARTING) {
      return false;
    }
    Instant now = parts.time().now();
    SessionRows.change(tx, session.id(), s -> s.ready(now));
    if (!caller.isVerifier()) {
      parts.driver().signal(tx, session.task(), new Signal.SessionReady());
    }
    return true;
  }

  @Override
  public String pulse(Grant grant, Pulse pulse) {
    SessionAccess.Caller caller = access.enter(grant, SessionAccess.Phase.INIT);
    if (caller.isVerifier() || !hears(caller.task())) {
      signs.alive(caller.session().id());
    }
    if (!caller.isVerifier() && !caller.isNarrowed() && !hears(caller.task())) {
      // it says nothing of its turns, and will not hear this: an event is what comes of it
      low(caller, account(caller), Integer.MAX_VALUE)
          .ifPresent(why -> budget.low(caller.session().id(), why));
    }
    return caller.isNarrowed() && !caller.isVerifier() && isToStop(caller) ? "stop" : "";
  }

  /** A result leaves the agent to end by itself within cleanup's grace; any other end does not. */
  private static boolean isToStop(SessionAccess.Caller caller) {
    return caller.session().result().isEmpty();
  }

  /** Whether the task's agent speaks to Berth by itself, and hears what it is told. */
  private boolean hears(Task task) {
    return agent(context(task)).kind() == AgentCatalog.Kind.AWARE;
  }

  @Override
  public void output(Grant grant, OutputChunk chunk) {
    parts
        .database()
        .write(
            tx ->
                SessionOutput.store(
                    tx,
                    access.enter(tx, grant, SessionAccess.Phase.LAST_WORDS).session().id(),
                    chunk,
                    limits.outputBytes()));
  }

  @Override
  public void invoked(Grant grant, int status, String contentType) {
    SessionAccess.Caller caller = access.enter(grant, SessionAccess.Phase.ENDING);
    signs.alive(caller.session().id());
    if (status >= 400) {
      conclude(
          grant,
          caller,
          Results.failed("the agent answered its invocation with status " + status, now()));
    }
  }

  @Override
  public void response(Grant grant, long seq, boolean last, byte[] bytes) {
    SessionAccess.Caller caller = access.enter(grant, SessionAccess.Phase.ENDING);
    SessionId session = caller.session().id();
    signs.alive(session);
    signs.answers().add(session, seq, new String(bytes, StandardCharsets.UTF_8));
    if (last) {
      String answer = signs.answers().take(session);
      AgentResult result = PlainAnswers.result(json, answer, now());
      if (result.success()) {
        answers.ofPlain(grant, context(caller.task()), answer);
      }
      conclude(grant, caller, result);
    }
  }

  @Override
  public void failed(Grant grant, String code, String message) {
    result(grant, Results.failed(code, message, now()));
  }

  /** The result of an agent that does not report by itself. */
  private void conclude(Grant grant, SessionAccess.Caller caller, AgentResult result) {
    SessionId session = caller.session().id();
    result(grant, parts.database().read(tx -> BudgetWatch.reason(tx, session, result)));
  }

  @Override
  public void exit(Grant grant, AgentExit exit) {
    SessionAccess.Caller caller = access.enter(grant, SessionAccess.Phase.LAST_WORDS);
    boolean isDecided =
        caller.task().status().isTerminal() || caller.session().result().isPresent();
    if (!caller.isVerifier() && !isDecided) {
      deliverAnswer(grant, context(caller.task()), exit);
    }
    parts
        .database()
        .write(tx -> exited(tx, access.enter(tx, grant, SessionAccess.Phase.LAST_WORDS), exit));
  }

  private void deliverAnswer(Grant grant, SessionContext context, AgentExit exit) {
    if (agent(context).kind() == AgentCatalog.Kind.COMMAND) {
      answers.ofCommand(grant, context, exit);
    }
  }

  private boolean exited(Tx tx, SessionAccess.Caller caller, AgentExit exit) {
    Session session = SessionRows.change(tx, caller.session().id(), s -> s.exited(exit));
    boolean isDecided = caller.task().status().isTerminal() || session.result().isPresent();
    if (caller.isVerifier() || isDecided) {
      return false;
    }
    SessionContext context = context(tx, caller.task());
    if (agent(context).kind() == AgentCatalog.Kind.COMMAND) {
      AgentResult result = CommandOutput.result(tx, session.id(), exit);
      if (!result.success() && !caller.isNarrowed()) {
        tx.events().append(session.task(), List.of(CommandOutput.event(session.id(), exit)));
      }
      report(tx, caller, BudgetWatch.reason(tx, session.id(), result));
    } else {
      parts.driver().signal(tx, session.task(), new Signal.SessionExited(Results.how(exit)));
    }
    return true;
  }

  @Override
  public void verification(Grant grant, Verification verification) {
    parts
        .database()
        .write(
            tx ->
                verified(tx, access.enter(tx, grant, SessionAccess.Phase.VERIFYING), verification));
  }

  private boolean verified(Tx tx, SessionAccess.Caller caller, Verification verification) {
    String head = caller.task().work().headOid().orElse("");
    if (!head.equals(verification.headOid())) {
      throw new BerthException(
          ErrorCode.VALIDATION_ERROR, "this is not the commit that was to be verified");
    }
    if (verification.error().isEmpty()) {
      tx.verifications().put(caller.task().id(), verification);
    }
    parts.jobs().schedule(tx, JobKind.VERIFY, caller.task().id().value(), now());
    SessionRows.change(tx, caller.session().id(), s -> s.state().isClosing() ? s : s.closing());
    parts.jobs().schedule(tx, JobKind.CLEANUP, caller.session().id().value(), now());
    return true;
  }

  @Override
  public HeartbeatAnswer heartbeat(Grant grant, Heartbeat heartbeat) {
    SessionAccess.Caller caller = access.enter(grant, SessionAccess.Phase.ENDING);
    Task task = caller.task();
    signs.alive(caller.session().id());
    signs.counted(task.id(), heartbeat.turnsAttempted(), heartbeat.turnsCompleted());
    int maxTurns = task.spec().limits().maxTurns();
    if (heartbeat.turnsAttempted() > maxTurns && !caller.isNarrowed()) {
      parts.driver().signal(task.id(), new Signal.Exhausted(Signal.Exhausted.What.TURNS));
    }
    int turnsLeft = Math.max(0, maxTurns - heartbeat.turnsAttempted());
    HeartbeatAnswer answer = answer(caller, heartbeat, turnsLeft);
    Optional<Landing.Why> low =
        caller.isNarrowed() ? Optional.empty() : low(caller, answer.budget(), turnsLeft);
    if (low.isEmpty()) {
      return answer;
    }
    budget.low(caller.session().id(), low.get());
    return answer(caller, heartbeat, turnsLeft);
  }

  /** What runs so low that the session is to land. */
  private Optional<Landing.Why> low(
      SessionAccess.Caller caller, BudgetStore.Account account, int turnsLeft) {
    if (Landing.isReached(account)) {
      return Optional.of(Landing.Why.BUDGET);
    }
    if (Landing.isReached(caller.task().spec().limits().maxTurns(), turnsLeft)) {
      return Optional.of(Landing.Why.TURNS);
    }
    Instant end =
        caller.task().status() == TaskStatus.RUNNING
            ? deadline(caller)
            : caller.session().hardEnd();
    return Landing.isReached(caller.session(), end, now())
        ? Optional.of(Landing.Why.DEADLINE)
        : Optional.empty();
  }

  private BudgetStore.Account account(SessionAccess.Caller caller) {
    return parts
        .database()
        .read(tx -> tx.budgets().find(caller.task().id()))
        .orElseGet(() -> new BudgetStore.Account(0, 0, 0));
  }

  private HeartbeatAnswer answer(SessionAccess.Caller caller, Heartbeat heartbeat, int turnsLeft) {
    return parts
        .database()
        .read(
            tx ->
                new HeartbeatAnswer(
                    directives(tx, caller, heartbeat.lastDirective()),
                    tx.budgets()
                        .find(caller.task().id())
                        .orElseGet(() -> new BudgetStore.Account(0, 0, 0)),
                    deadline(caller),
                    turnsLeft));
  }

  private static List<NumberedDirective> directives(
      Tx tx, SessionAccess.Caller caller, long after) {
    return tx.sessions().directivesAfter(caller.session().id(), after);
  }

  private static Instant deadline(SessionAccess.Caller caller) {
    Instant hardEnd = caller.session().hardEnd();
    return caller.task().state().ends().phase().filter(hardEnd::isAfter).orElse(hardEnd);
  }

  @Override
  public EventStore.Appended events(Grant grant, List<NewEvent> events) {
    SessionAccess.Caller caller = access.enter(grant, SessionAccess.Phase.WORKING);
    signs.alive(caller.session().id());
    if (events.size() > SessionLimits.BATCH) {
      throw new BerthException(
          ErrorCode.PAYLOAD_TOO_LARGE, "a batch has at most " + SessionLimits.BATCH + " events");
    }
    long bytes = 0;
    for (NewEvent event : events) {
      if (!event.type().isAgents()) {
        throw new BerthException(
            ErrorCode.VALIDATION_ERROR, "an agent may not write " + event.type().wire());
      }
      bytes += json.write(event.metadata()).length();
    }
    if (bytes > SessionLimits.BATCH_BYTES) {
      throw new BerthException(
          ErrorCode.PAYLOAD_TOO_LARGE,
          "a batch has at most " + SessionLimits.BATCH_BYTES + " bytes");
    }
    String prefix = "agent:" + caller.session().id().value() + ":";
    List<NewEvent> own = events.stream().map(event -> named(prefix, event)).toList();
    return desk.events().append(caller.task().id(), own, limits.events());
  }

  /** The agent's ids live apart from Berth's own. */
  private static NewEvent named(String prefix, NewEvent event) {
    return new NewEvent(
        event.type(), event.at(), event.metadata(), event.clientId().map(id -> prefix + id));
  }

  @Override
  public SessionContext context(Grant grant) {
    return context(access.enter(grant, SessionAccess.Phase.WORKING).task());
  }

  @Override
  public GateAnswer askGate(Grant grant, String tool, Map<String, Object> input, String key) {
    SessionAccess.Caller caller = access.enter(grant, SessionAccess.Phase.WORKING);
    signs.alive(caller.session().id());
    return answer(desk.gates().ask(caller.session().id(), new Call(tool, input), key));
  }

  @Override
  public GateAnswer gate(Grant grant, String gateId, Duration wait) throws InterruptedException {
    SessionAccess.Caller caller = access.enter(grant, SessionAccess.Phase.WORKING);
    signs.alive(caller.session().id());
    return answer(desk.gates().look(caller.session().id(), gateId(gateId), wait));
  }

  private static GateId gateId(String text) {
    try {
      return new GateId(text);
    } catch (IllegalArgumentException e) {
      throw new BerthException(ErrorCode.GATE_NOT_FOUND, "this is not the id of a gate", e);
    }
  }

  private static GateAnswer answer(Gates.Answer answer) {
    return switch (answer) {
      case Gates.Answer.Allowed allowed ->
          new GateAnswer("allow", Optional.empty(), allowed.gate().map(GateId::value));
      case Gates.Answer.Denied denied ->
          new GateAnswer(
              "deny", Optional.of(denied.code() + ": " + denied.reason()), Optional.empty());
      case Gates.Answer.Pending pending ->
          new GateAnswer(
              "pending", Optional.of(pending.reason()), Optional.of(pending.gate().value()));
    };
  }

  @Override
  public StoredArtifact artifact(
      Grant grant, String name, String mediaType, Optional<String> sha256, InputStream bytes) {
    StoredArtifact stored = artifacts.take(grant, name, mediaType, sha256, bytes);
    signs.alive(grant.session());
    return stored;
  }

  @Override
  public OpenedChangeRequest changeRequest(Grant grant, String title, String body, String base) {
    SessionAccess.Caller caller = access.enter(grant, SessionAccess.Phase.WORKING);
    signs.alive(caller.session().id());
    SessionContext context = context(caller.task());
    SessionContext.RepoContext repo = repo(context);
    if (!base.equals(repo.defaultBranch())) {
      throw new BerthException(
          ErrorCode.VALIDATION_ERROR, "the base of this task is " + repo.defaultBranch());
    }
    ChangeRequests.Pushed pushed =
        desk.changeRequests()
            .pushed(caller.task(), repo)
            .orElseThrow(
                () ->
                    new BerthException(
                        ErrorCode.NOTHING_PUSHED, "the forge has no commits on " + repo.branch()));
    // The forge was asked meanwhile: the right may have gone.
    access.enter(grant, SessionAccess.Phase.WORKING);
    var opened =
        desk.changeRequests()
            .open(caller.task(), repo, pushed, new ChangeRequests.Text(title, body, "{}"));
    return new OpenedChangeRequest(opened.changeRequest(), opened.created());
  }

  private static SessionContext.RepoContext repo(SessionContext context) {
    Optional<SessionContext.RepoContext> repo = context.repo();
    if (repo.isEmpty()
        || context.workflow().readOnly()
        || context.workflow().effect() != Workflow.Effect.CHANGE_REQUEST) {
      throw new BerthException(
          ErrorCode.SESSION_PHASE, "this workflow does not open change requests");
    }
    return repo.get();
  }

  @Override
  public void result(Grant grant, AgentResult result) {
    parts
        .database()
        .write(tx -> report(tx, access.enter(tx, grant, SessionAccess.Phase.ENDING), result));
  }

  /** The first result counts; the same again is fine, another is not. */
  private boolean report(Tx tx, SessionAccess.Caller caller, AgentResult result) {
    SessionId id = caller.session().id();
    signs.alive(id);
    Session before = SessionRows.session(tx, id);
    if (before.result().isPresent()) {
      if (Results.isSame(before.result().get(), result)) {
        return false;
      }
      throw new BerthException(
          ErrorCode.RESULT_ALREADY_REPORTED, "the first result of this session counts");
    }
    SessionRows.change(tx, id, s -> s.reported(result));
    Results.turns(json, result)
        .ifPresent(turns -> SessionSigns.write(tx, caller.task().id(), turns));
    parts.driver().signal(tx, caller.task().id(), new Signal.ResultReported(result.success()));
    return true;
  }

  private AgentCatalog.Agent agent(SessionContext context) {
    String name = context.workflow().agent();
    return desk.agents()
        .find(name)
        .orElseThrow(
            () -> new BerthException(ErrorCode.AGENT_UNKNOWN, "there is no agent " + name));
  }

  private SessionContext context(Task task) {
    return parts.database().read(tx -> context(tx, task));
  }

  /** A verification works on the context of the task's own session. */
  private SessionContext context(Tx tx, Task task) {
    return task.session()
        .flatMap(id -> tx.sessions().context(id))
        .map(json::context)
        .orElseThrow(() -> new BerthException(ErrorCode.SESSION_PHASE, "the task is not hydrated"));
  }

  private Instant now() {
    return parts.time().now();
  }

  /** What sessions are answered with. */
  public record Desk(
      SessionPlan plan,
      AgentCatalog agents,
      ChangeRequests changeRequests,
      Gates gates,
      EventSink events) {}
}
