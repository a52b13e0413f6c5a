package dev.berth.agent.workflow;

import dev.berth.agent.AgentSettings;
import dev.berth.agent.TaskFailure;
import dev.berth.agent.command.CommandLog;
import dev.berth.agent.command.CommandResult;
import dev.berth.agent.command.Commands;
import dev.berth.agent.command.Repository;
import dev.berth.agent.command.Retry;
import dev.berth.agent.model.GatewayModel;
import dev.berth.agent.tool.Toolbox;
import dev.berth.agent.tool.Workspace;
import dev.berth.agent.turn.Redactor;
import dev.berth.agent.turn.StopSignal;
import dev.berth.agent.turn.ToolRunner;
import dev.berth.agent.turn.TurnLoop;
import dev.berth.runtime.session.ChangeRequest;
import dev.berth.runtime.session.Result;
import dev.berth.runtime.session.Session;
import dev.berth.runtime.session.SessionAddress;
import dev.berth.runtime.session.SessionContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The steps of a workflow, with what one leaves for the next. Not thread-safe. */
final class Steps {
  /** Bytes of output kept of a command; the model reads all of it. */
  private static final int OUTPUT_LIMIT = 30_000;

  /**
   * Attempts to reach the git door again, one every two seconds: ten minutes of a control plane
   * that is away.
   */
  private static final int GIT_ATTEMPTS = 300;

  /** What the steps need. */
  record Parts(
      AgentSettings settings,
      Session session,
      SessionAddress address,
      SessionContext context,
      Redactor redactor,
      StopSignal stop) {}

  /** How a step ended. */
  enum State {
    SUCCEEDED("succeeded"),
    RED("red"),
    SKIPPED("skipped"),
    /** It threw, and the task ends with it. */
    FAILED("failed");

    private final String wireName;

    State(String wireName) {
      this.wireName = wireName;
    }

    String wireName() {
      return wireName;
    }
  }

  private final Parts with;
  private final SessionContext context;
  private final Commands commands = new Commands(OUTPUT_LIMIT);
  private final CommandLog log = new CommandLog();
  private final Map<String, String> environment;
  private final Checks checks;
  private final Retry retry;
  private Optional<Repository> repository = Optional.empty();
  private Optional<TurnLoop> loop = Optional.empty();
  private String taskText;
  private String lastWords = "";
  private boolean workDone;
  private final Map<String, Object> details = new LinkedHashMap<>();

  Steps(Parts with) {
    this.with = with;
    context = with.context();
    environment = Repository.authorEnvironment(context.author());
    checks = new Checks(commands, log, bashTimeout(), environment);
    taskText = context.prompt().task();
    retry = new Retry(this::pauseBeforeGit);
  }

  State run(SessionContext.Step step) throws InterruptedException {
    return switch (step.name()) {
      case "clone_repo" -> cloneRepo();
      case "hydrate_context" -> hydrate();
      case "verify_build" -> verify(Checks.Check.BUILD, step);
      case "verify_lint" -> verify(Checks.Check.LINT, step);
      case "run_agent" -> runAgent();
      case "ensure_pr" -> ensureChangeRequest();
      case "deliver_artifact" -> deliverArtifact();
      default ->
          throw new TaskFailure("STEP_UNKNOWN", "This agent does not know the step " + step.name());
    };
  }

  /** What the last step has to tell besides its state, once. */
  Map<String, Object> takeDetails() {
    Map<String, Object> taken = Map.copyOf(details);
    details.clear();
    return taken;
  }

  String lastWords() {
    return lastWords;
  }

  Result result(String outcome, @Nullable String errorCode, String message) {
    return new Result(
        outcome,
        errorCode,
        with.redactor().preview(message, 4_000),
        loop.map(TurnLoop::turnsCompleted).orElse(0),
        checks.reported(),
        log.runs().stream()
            .map(
                run ->
                    new Result.CommandRun(
                        with.redactor().redact(run.command()), run.exit(), run.durationMs()))
            .toList());
  }

  private State cloneRepo() throws InterruptedException {
    SessionContext.Repo repo = context.repo();
    if (repo == null) {
      return State.SKIPPED;
    }
    Path directory = with.settings().workspace().resolve("repo");
    Repository clone =
        new Repository(commands, repo, context.author(), directory, with.address().token());
    clone.cloneAndBranch(retry);
    repository = Optional.of(clone);
    return State.SUCCEEDED;
  }

  private State hydrate() {
    taskText = TaskText.of(context);
    return State.SUCCEEDED;
  }

  private State verify(Checks.Check check, SessionContext.Step step) throws InterruptedException {
    SessionContext.Repo repo = context.repo();
    if (repo == null || repository.isEmpty()) {
      return State.SKIPPED;
    }
    String line = check == Checks.Check.BUILD ? repo.buildCommand() : repo.lintCommand();
    if (line == null || line.isBlank()) {
      return State.SKIPPED;
    }
    CommandResult result = checks.run(check, line, repository.get().directory(), workDone);
    details.put("phase", workDone ? "after" : "before");
    details.put("command", line);
    details.put("exit_code", result.exit());
    boolean required = step.required() == null ? check == Checks.Check.BUILD : step.required();
    if (workDone && required && !result.ok()) {
      throw new TaskFailure(
          check == Checks.Check.BUILD ? "BUILD_FAILED" : "LINT_FAILED",
          "'" + line + "' is red after the agent's work (exit code " + result.exit() + ")");
    }
    return result.ok() ? State.SUCCEEDED : State.RED;
  }

  private State runAgent() throws InterruptedException {
    Path directory = repository.map(Repository::directory).orElse(with.settings().workspace());
    Toolbox toolbox =
        new Toolbox(
            new Toolbox.Surroundings(
                new Workspace(directory), commands, log, bashTimeout(), environment));
    GatewayModel model = new GatewayModel(context.model(), with.address().token(), toolbox.specs());
    ToolRunner tools = new ToolRunner(with.session(), toolbox, with.redactor());
    TurnLoop turns =
        new TurnLoop(
            new TurnLoop.Parts(
                with.session(),
                model,
                tools,
                with.redactor(),
                with.stop(),
                with.settings().patience()),
            context.limits().maxTurns());
    loop = Optional.of(turns);
    lastWords = turns.run(system(), taskText);
    workDone = true;
    return State.SUCCEEDED;
  }

  private String system() {
    String given = context.prompt().system();
    return given == null || given.isBlank()
        ? SystemPrompt.builtIn(context.repo() != null).text()
        : given;
  }

  private State ensureChangeRequest() throws InterruptedException {
    SessionContext.Repo repo = context.repo();
    if (repo == null || repository.isEmpty()) {
      return State.SKIPPED;
    }
    ChangeText text = ChangeText.of(lastWords, context.prompt().task(), checks.reported());
    String title = with.redactor().redact(text.title());
    String body = with.redactor().redact(text.body());
    if (!repository.get().commit(title + "\n\n" + body, trailers())) {
      throw new TaskFailure("NOTHING_DONE", "The agent finished without changing anything");
    }
    repository.get().push(retry);
    details.put("branch", repo.branch());
    ChangeRequest opened = with.session().putChangeRequest(title, body, repo.defaultBranch());
    details.put("pr_url", opened.url());
    return State.SUCCEEDED;
  }

  /**
   * When the agent's own work broke off (turns, budget, a circle, the model): commits and pushes
   * what there is, so that a person can go on from there. No change request is made of it.
   *
   * @return a sentence for the result, empty when there is nothing to save
   */
  String savePartialWork() throws InterruptedException {
    SessionContext.Repo repo = context.repo();
    if (workDone || loop.isEmpty() || repo == null || repository.isEmpty()) {
      return "";
    }
    boolean saved = true;
    String said = ". What was done until then is on the branch " + repo.branch();
    try {
      String title = "Unfinished: " + ChangeText.of("", context.prompt().task(), Map.of()).title();
      if (!repository.get().commit(with.redactor().redact(title), trailers())) {
        return ". Nothing had been changed until then";
      }
      repository.get().push(retry);
    } catch (TaskFailure notSaved) {
      saved = false;
      said = ". What was done until then could not be saved: " + notSaved.text();
    }
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("milestone", "pushed");
    event.put("branch", repo.branch());
    event.put("partial", true);
    event.put("ok", saved);
    with.session().events().add("agent_milestone", event);
    return said;
  }

  private Map<String, String> trailers() {
    Map<String, String> trailers = new LinkedHashMap<>(context.trailers());
    trailers.putIfAbsent("Task-Id", context.taskId());
    String version = context.prompt().version();
    if (version != null) {
      trailers.putIfAbsent("Prompt-Version", version);
    }
    return trailers;
  }

  private State deliverArtifact() throws InterruptedException {
    new Delivery(with.session(), with.redactor()).deliver(with.settings().workspace(), lastWords);
    return State.SUCCEEDED;
  }

  private Duration bashTimeout() {
    return Duration.ofSeconds(Math.max(1, context.limits().bashTimeoutS()));
  }

  private boolean pauseBeforeGit(int attempt) throws InterruptedException {
    with.session().pause(Duration.ofMillis(Math.min(2_000, 200L * attempt)));
    return attempt < GIT_ATTEMPTS && !with.session().ended();
  }
}
