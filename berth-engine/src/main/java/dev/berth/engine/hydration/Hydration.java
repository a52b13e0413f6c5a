package dev.berth.engine.hydration;

import dev.berth.core.backend.Backend;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCategory;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.event.EventType;
import dev.berth.core.event.NewEvent;
import dev.berth.core.forge.Mirror;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.repo.Repository;
import dev.berth.core.screen.ContentScreen;
import dev.berth.core.session.Session;
import dev.berth.core.session.SessionContext;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Signal;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskStatus;
import dev.berth.engine.hydration.EarlierWork.Footing;
import dev.berth.engine.job.JobHandler;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.session.EngineParts;
import dev.berth.engine.session.SessionJson;
import dev.berth.engine.session.SessionRows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts a task's context together and keeps it, so that the agent gets the same one whenever it
 * asks. A failure of something that may come back is tried again for a while; any other ends the
 * task with its code.
 */
public final class Hydration implements JobHandler {
  /** How long something that does not answer is asked again; well below the hydration limit. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final EngineParts parts;
  private final Preflight preflight;
  private final Mirror mirror;
  private final Backend backend;
  private final Settings settings;
  private final SourceScreen screen;
  private final EarlierWork earlierWork;
  private final SessionJson json = new SessionJson();

  /**
   * @param screen what the agent reads passes it; its failure is a refusal
   */
  public Hydration(
      EngineParts parts,
      Preflight preflight,
      Mirror mirror,
      Backend backend,
      Settings settings,
      ContentScreen screen) {
    this.parts = parts;
    this.preflight = preflight;
    this.mirror = mirror;
    this.backend = backend;
    this.settings = settings;
    this.screen = new SourceScreen(screen);
    this.earlierWork = new EarlierWork(parts.database(), mirror);
  }

  @Override
  public JobKind kind() {
    return JobKind.HYDRATE;
  }

  @Override
  public Next run(String key) {
    TaskId id = new TaskId(key);
    Optional<Task> found = parts.database().read(tx -> tx.tasks().find(id));
    if (found.isEmpty()
        || found.get().status() != TaskStatus.HYDRATING
        || found.get().session().isEmpty()) {
      return Next.done();
    }
    Task task = found.get();
    SessionId session = task.session().get();
    if (parts.database().read(tx -> tx.sessions().context(session)).isPresent()) {
      return Next.done();
    }
    Preflight.Ground ground;
    try {
      ground = preflight.check(task);
    } catch (BerthException e) {
      return failed(task, Signal.Stage.PREFLIGHT, e);
    }
    Optional<Footing> footing;
    try {
      footing =
          ground
              .repository()
              .map(r -> earlierWork.under(task, r, mirror.sync(r, r.defaultBranch())));
    } catch (BerthException e) {
      return failed(task, Signal.Stage.HYDRATION, e);
    } catch (IllegalArgumentException e) {
      // A name that no forge can have; trying again would not change it.
      return failed(
          task,
          Signal.Stage.HYDRATION,
          new BerthException(ErrorCode.BRANCH_NOT_FOUND, String.valueOf(e.getMessage()), e));
    }
    List<SessionContext.Source> sources;
    try {
      sources = screen.screened(sources(task, footing));
    } catch (BerthException e) {
      return failed(task, Signal.Stage.HYDRATION, e);
    }
    Whole whole = new Whole(ground, footing, sources);
    parts.database().write(tx -> keep(tx, task, session, whole));
    return Next.done();
  }

  /** What the context is made of. */
  private record Whole(
      Preflight.Ground ground, Optional<Footing> footing, List<SessionContext.Source> sources) {}

  private List<SessionContext.Source> sources(Task task, Optional<Footing> footing) {
    List<SessionContext.Source> sources = new ArrayList<>();
    sources.add(new SessionContext.Source("task_description", "owner", task.spec().description()));
    footing
        .flatMap(Footing::start)
        .map(start -> EarlierWork.words(start, parts.time().now()))
        .ifPresent(
            words -> sources.add(new SessionContext.Source("earlier_attempt", "system", words)));
    return sources;
  }

  private Next failed(Task task, Signal.Stage stage, BerthException e) {
    Instant now = parts.time().now();
    if (mayComeBack(e) && now.isBefore(task.state().since().plus(PATIENCE))) {
      return Next.again(now.plus(PAUSE));
    }
    parts.driver().signal(task.id(), new Signal.StartFailed(stage, e.code(), e.detail()));
    return Next.done();
  }

  /** Whether what failed may work again by itself. */
  static boolean mayComeBack(BerthException e) {
    return e.code().category() == ErrorCategory.UNAVAILABLE
        || e.code() == ErrorCode.FORGE_UNREACHABLE;
  }

  /** Context, what is known of the work, the signal and the next job: all or nothing. */
  private boolean keep(Tx tx, Task task, SessionId id, Whole whole) {
    Instant now = parts.time().now();
    Session session = SessionRows.session(tx, id);
    if (session.state().isClosing()) {
      return false;
    }
    Instant hardEnd = now.plus(backend.longestLife());
    SessionContext context = context(task, id, whole, earlier(now, hardEnd));
    tx.sessions().putContext(id, json.write(context));
    if (tx.budgets().find(task.id()).isEmpty()) {
      tx.budgets().open(task.id(), task.spec().limits().budgetMicroUsd());
    }
    SessionRows.work(tx, task.id(), work -> begun(work, context, whole.ground()));
    parts.driver().signal(tx, task.id(), new Signal.Hydrated(backend.startLimit(), hardEnd));
    whole
        .footing()
        .flatMap(Footing::start)
        .ifPresent(start -> tx.events().append(task.id(), List.of(restored(start, now))));
    parts.jobs().schedule(tx, JobKind.START, task.id().value(), now);
    return true;
  }

  private static NewEvent restored(SessionContext.Start start, Instant now) {
    String message = EarlierWork.words(start, now);
    return new NewEvent(
        EventType.CHECKPOINT_RESTORED,
        now,
        Map.of(
            "message", message,
            "retry_of", start.task().value(),
            "saved_at", start.savedAt().toString(),
            "age_s", EarlierWork.age(start.savedAt(), now).toSeconds()),
        Optional.of("berth:restored:" + start.oid()));
  }

  private Instant earlier(Instant now, Instant hardEnd) {
    Instant runTime = now.plus(settings.runTime());
    return runTime.isBefore(hardEnd) ? runTime : hardEnd;
  }

  private SessionContext context(Task task, SessionId session, Whole whole, Instant deadline) {
    Preflight.Ground ground = whole.ground();
    List<SessionContext.Source> sources = whole.sources();
    Optional<SessionContext.RepoContext> repo =
        ground.repository().map(r -> repo(task, r, whole.footing().orElseThrow()));
    SessionContext.Prompt prompt = PromptComposer.compose(ground.workflow(), repo, sources);
    ModelCatalog.Offer model = ground.model();
    return new SessionContext(
        task.id(),
        session,
        ground.workflow(),
        repo,
        prompt,
        sources,
        new SessionContext.ModelContext(model.protocol(), model.name(), model.maxOutputTokens()),
        new SessionContext.LimitsContext(
            task.spec().limits().maxTurns(),
            task.spec().limits().budgetMicroUsd(),
            deadline,
            (int) settings.bashTimeout().toSeconds()),
        Map.of("Task-Id", task.id().value(), "Prompt-Version", prompt.version()));
  }

  private static SessionContext.RepoContext repo(
      Task task, Repository repository, Footing footing) {
    return new SessionContext.RepoContext(
        repository.name(),
        repository.defaultBranch(),
        BranchName.of(task.id(), task.spec().description()),
        footing.base(),
        repository.settings().buildCommand(),
        repository.settings().lintCommand(),
        footing.start());
  }

  private static Task.Work begun(Task.Work work, SessionContext context, Preflight.Ground ground) {
    return new Task.Work(
        context.repo().map(SessionContext.RepoContext::branch),
        context.repo().map(SessionContext.RepoContext::baseOid),
        work.headOid(),
        work.commits(),
        work.changeRequestUrl(),
        work.buildPassed(),
        work.lintPassed(),
        work.turnsAttempted(),
        work.turnsCompleted(),
        Optional.of(context.prompt().version()),
        work.release(),
        Optional.of(String.join(", ", ground.isolation())),
        work.artifact());
  }

  /**
   * Limits that the agent is told.
   *
   * @param runTime time in RUNNING: 8 h by default
   * @param bashTimeout of one command of an agent: 10 min by default
   */
  public record Settings(Duration runTime, Duration bashTimeout) {}
}
