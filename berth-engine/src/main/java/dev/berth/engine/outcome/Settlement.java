package dev.berth.engine.outcome;

import dev.berth.core.blob.BlobStore;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCategory;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.event.EventType;
import dev.berth.core.event.NewEvent;
import dev.berth.core.forge.ChangeRequest;
import dev.berth.core.forge.Mirror;
import dev.berth.core.id.TaskId;
import dev.berth.core.model.BudgetStore;
import dev.berth.core.session.Session;
import dev.berth.core.session.SessionContext;
import dev.berth.core.session.Verification;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Evidence;
import dev.berth.core.task.Signal;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskState;
import dev.berth.core.task.TaskStatus;
import dev.berth.core.workflow.Workflow;
import dev.berth.engine.job.JobHandler;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.session.ChangeRequests;
import dev.berth.engine.session.EngineParts;
import dev.berth.engine.session.SessionJson;
import dev.berth.engine.session.SessionRows;
import dev.berth.engine.session.WorkChanges;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settles what became of a task's work: asks the forge, has the pushed commit built, opens the
 * change request that a successful agent left out, and gives the evidence to the lifecycle. Every
 * step looks first, so that it can begin anew at any point. Until something is confirmed it says
 * nothing: the lifecycle's own limit then ends the task as unconfirmed.
 */
public final class Settlement implements JobHandler {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final EngineParts parts;
  private final ChangeRequests changeRequests;
  private final BlobStore blobs;
  private final LostWork lostWork;
  private final SessionJson json = new SessionJson();
  private final EvidenceJson evidenceJson = new EvidenceJson();

  public Settlement(
      EngineParts parts, ChangeRequests changeRequests, Mirror mirror, BlobStore blobs) {
    this.parts = parts;
    this.changeRequests = changeRequests;
    this.blobs = blobs;
    this.lostWork = new LostWork(parts.database(), mirror);
  }

  @Override
  public JobKind kind() {
    return JobKind.SETTLE;
  }

  @Override
  public Next run(String key) {
    TaskId id = new TaskId(key);
    Optional<Case> found = parts.database().read(tx -> look(tx, id));
    if (found.isEmpty()) {
      return Next.done();
    }
    Case matter = found.get();
    if (matter.context().isEmpty()) {
      return settle(matter, Evidence.nothing(Evidence.EffectFact.MISSING));
    }
    try {
      return settle(matter, matter.context().get());
    } catch (BerthException e) {
      if (e.code().category() == ErrorCategory.UNAVAILABLE
          || e.code() == ErrorCode.REPO_UNREACHABLE) {
        return Next.again(parts.time().now().plus(PAUSE));
      }
      throw e;
    }
  }

  private Optional<Case> look(Tx tx, TaskId id) {
    return tx.tasks()
        .find(id)
        .filter(task -> task.status() == TaskStatus.FINALIZING)
        .map(
            task -> {
              Optional<Session> session = task.session().flatMap(tx.sessions()::find);
              return new Case(
                  task,
                  session.flatMap(Session::result),
                  session.flatMap(s -> tx.sessions().context(s.id())).map(json::context),
                  tx.budgets().find(id));
            });
  }

  private Next settle(Case matter, SessionContext context) {
    Evidence.EffectFact effect = Facts.effect(context.workflow(), hasArtifact(matter.task()));
    Optional<ChangeRequests.Pushed> counted =
        context.repo().flatMap(repo -> changeRequests.counted(matter.task(), repo));
    // Kept where nothing was found too: cleanup deletes a branch only at a tip that was counted.
    counted.ifPresent(
        now ->
            parts
                .database()
                .write(
                    tx ->
                        SessionRows.work(
                            tx, matter.task().id(), work -> WorkChanges.pushed(work, now))));
    Optional<ChangeRequests.Pushed> pushed = counted.filter(now -> now.commits() > 0);
    if (pushed.isEmpty()) {
      return settle(
          matter, evidence(matter, effect, Change.none(), 0, Evidence.Build.NOT_REQUIRED));
    }
    Optional<Verification> verification = verification(matter, pushed.get());
    if (verification.isEmpty() && isToBeVerified(matter, context)) {
      return verifyFirst(matter);
    }
    Change change = change(matter, context, pushed.get(), verification);
    verification.ifPresent(v -> note(matter, v));
    Evidence.Build build = Facts.build(context, verification);
    return settle(matter, evidence(matter, effect, change, pushed.get().commits(), build));
  }

  private boolean hasArtifact(Task task) {
    return parts.database().read(tx -> tx.artifacts().list(task.id())).stream()
        .anyMatch(artifact -> blobs.exists(artifact.sha256()));
  }

  private Optional<Verification> verification(Case matter, ChangeRequests.Pushed pushed) {
    return parts.database().read(tx -> tx.verifications().find(matter.task().id(), pushed.head()));
  }

  /** Where the cause decides alone, nobody waits for a build. */
  private static boolean isToBeVerified(Case matter, SessionContext context) {
    boolean hasCommands =
        context.repo().filter(r -> r.buildCommand().or(r::lintCommand).isPresent()).isPresent();
    boolean byResult =
        matter.task().state().fate().cause().filter(TaskState.Cause.RESULT::equals).isPresent();
    return context.workflow().verifies() && hasCommands && byResult && matter.result().isPresent();
  }

  private Next verifyFirst(Case matter) {
    parts
        .database()
        .write(
            tx -> {
              Instant now = parts.time().now();
              parts.jobs().schedule(tx, JobKind.VERIFY, matter.task().id().value(), now);
              return true;
            });
    // The verification's end schedules this job again.
    return Next.done();
  }

  /**
   * The change request as the forge has it, with the evidence joined to it. Where the agent said
   * success and opened none, Berth does.
   */
  private Change change(
      Case matter,
      SessionContext context,
      ChangeRequests.Pushed pushed,
      Optional<Verification> verification) {
    SessionContext.RepoContext repo = context.repo().orElseThrow();
    Optional<ChangeRequest> existing = changeRequests.find(matter.task(), repo);
    boolean wanted =
        context.workflow().effect() == Workflow.Effect.CHANGE_REQUEST
            && Facts.word(matter.result()) == Evidence.Word.SUCCESS;
    if (existing.isEmpty() && !wanted) {
      return Change.none();
    }
    String evidence =
        evidenceJson.write(matter.task(), context, matter.result(), verification, matter.account());
    String title = existing.map(ChangeRequest::title).orElseGet(() -> title(matter.task()));
    String body = existing.map(ChangeRequest::body).orElseGet(() -> body(matter));
    try {
      ChangeRequest now =
          changeRequests
              .open(matter.task(), repo, pushed, new ChangeRequests.Text(title, body, evidence))
              .changeRequest();
      return new Change(Evidence.ChangeRequestFact.YES, Optional.of(now.url()), Optional.empty());
    } catch (BerthException e) {
      if (e.code() != ErrorCode.CHANGE_REQUEST_REFUSED) {
        throw e;
      }
      return existing
          .map(
              c ->
                  new Change(
                      Evidence.ChangeRequestFact.YES, Optional.of(c.url()), Optional.empty()))
          .orElseGet(
              () ->
                  new Change(
                      Evidence.ChangeRequestFact.REFUSED,
                      Optional.empty(),
                      Optional.of(e.detail())));
    }
  }

  private static String title(Task task) {
    return task.spec().description().lines().findFirst().orElse("Work of task " + task.id());
  }

  private static String body(Case matter) {
    return matter.result().map(Session.AgentResult::message).orElse("")
        + "\n\nTask-Id: "
        + matter.task().id();
  }

  private void note(Case matter, Verification verification) {
    Optional<Boolean> build = verification.headBuild().map(Verification.Check::passed);
    Optional<Boolean> lint = verification.headLint().map(Verification.Check::passed);
    NewEvent event =
        new NewEvent(
            EventType.VERIFICATION_COMPLETE,
            parts.time().now(),
            found(verification),
            Optional.of("berth:verified:" + verification.headOid()));
    parts
        .database()
        .write(
            tx -> {
              SessionRows.work(
                  tx, matter.task().id(), work -> WorkChanges.verified(work, build, lint));
              return tx.events().append(matter.task().id(), List.of(event));
            });
  }

  private static Map<String, Object> found(Verification verification) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    verification.headBuild().ifPresent(check -> metadata.put("command", check.command()));
    exit(metadata, "build_before_exit", verification.baseBuild());
    exit(metadata, "build_after_exit", verification.headBuild());
    exit(metadata, "lint_before_exit", verification.baseLint());
    exit(metadata, "lint_after_exit", verification.headLint());
    verification.headBuild().ifPresent(check -> metadata.put("build_passed", check.passed()));
    verification.headLint().ifPresent(check -> metadata.put("lint_passed", check.passed()));
    verification.error().ifPresent(error -> metadata.put("message", error));
    return metadata;
  }

  private static void exit(
      Map<String, Object> metadata, String name, Optional<Verification.Check> check) {
    check.ifPresent(run -> metadata.put(name, run.exitCode()));
  }

  private static Evidence evidence(
      Case matter, Evidence.EffectFact effect, Change change, int commits, Evidence.Build build) {
    Optional<String> message =
        change.refusal().or(() -> matter.result().map(Session.AgentResult::message));
    return new Evidence(
        Facts.word(matter.result()),
        Facts.reason(matter.result()),
        message.filter(text -> !text.isBlank()),
        change.fact(),
        change.url(),
        commits,
        effect,
        build);
  }

  /** The lifecycle decides. A lost session's task says what was lost with it. */
  private Next settle(Case matter, Evidence evidence) {
    Evidence full = lostWork.of(matter.task()).map(evidence::withMessage).orElse(evidence);
    parts.driver().signal(matter.task().id(), new Signal.Settled(full));
    return Next.done();
  }

  /** What is known before anybody is asked. */
  private record Case(
      Task task,
      Optional<Session.AgentResult> result,
      Optional<SessionContext> context,
      Optional<BudgetStore.Account> account) {}

  /** How the change request stands. */
  private record Change(
      Evidence.ChangeRequestFact fact, Optional<String> url, Optional<String> refusal) {
    static Change none() {
      return new Change(Evidence.ChangeRequestFact.NO, Optional.empty(), Optional.empty());
    }
  }
}
