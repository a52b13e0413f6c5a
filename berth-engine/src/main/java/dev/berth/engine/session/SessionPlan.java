package dev.berth.engine.session;

import dev.berth.core.forge.Mirror;
import dev.berth.core.secret.Secret;
import dev.berth.core.session.SessionContext;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What session init is told to do: the plan of {@code docs/session-protocol.md}. */
public final class SessionPlan {

  private final Settings settings;
  private final ToolSettings toolSettings;
  private final SessionJson json = new SessionJson();

  public SessionPlan(Settings settings, ToolSettings toolSettings) {
    this.settings = settings;
    this.toolSettings = toolSettings;
  }

  /**
   * The plan of a session that runs an agent.
   *
   * @param token is written where Berth's own words have it, and nowhere else: what operators,
   *     repositories and users wrote is never searched for a place to put it
   */
  Map<String, String> forAgent(AgentCatalog.Agent agent, SessionContext context, Secret token) {
    Map<String, String> plan = new LinkedHashMap<>();
    plan.put("mode", "agent");
    plan.put("agent.kind", agent.kind().wire());
    AgentStart start = new AgentStart(agent, context);
    List<String> command = start.command();
    for (int i = 0; i < command.size(); i++) {
      plan.put("agent.command." + i, command.get(i));
    }
    plan.put("agent.cwd", start.directory());
    start.environment(token).forEach((name, value) -> plan.put("agent.env." + name, value));
    start.input().ifPresent(text -> plan.put("agent.stdin", text));
    plan.put("file..gitconfig", gitConfig(token));
    start.files().forEach((path, text) -> plan.put("file." + path, text));
    tools(context, token).forEach((path, text) -> plan.put("file." + path, text));
    plan.put("agent.port", Integer.toString(agent.port()));
    plan.put("agent.start_timeout_ms", millis(settings.agentStart()));
    if (agent.kind() != AgentCatalog.Kind.COMMAND) {
      plan.put("invocation.body", json.write(start.invocation(token)));
      plan.put(
          "invocation.header.X-Amzn-Bedrock-AgentCore-Runtime-Session-Id",
          context.session().wire());
    }
    plan.put("stop.grace_ms", millis(settings.stopGrace()));
    context.repo().ifPresent(repo -> putCheckpoint(plan, context, repo));
    if (agent.kind() != AgentCatalog.Kind.AWARE) {
      context.repo().ifPresent(repo -> putWork(plan, context, repo));
    }
    return plan;
  }

  /**
   * The plan of a session that builds what was pushed.
   *
   * @param token is written into settings of tools that reach private registries with it
   */
  Map<String, String> forVerification(SessionContext context, String head, Secret token) {
    SessionContext.RepoContext repo = context.repo().orElseThrow();
    Map<String, String> plan = new LinkedHashMap<>();
    plan.put("mode", "verify");
    plan.put("verify.url", cloneUrl(repo));
    plan.put("verify.head", head);
    plan.put("verify.base", repo.baseOid());
    plan.put("verify.build", repo.buildCommand().orElse(""));
    plan.put("verify.lint", repo.lintCommand().orElse(""));
    plan.put("verify.timeout_ms", millis(settings.verification()));
    // builds need their dependencies here as well as in the agent's sandbox
    AgentStart.proxy().forEach((name, value) -> plan.put("agent.env." + name, value));
    tools(context, token).forEach((path, text) -> plan.put("file." + path, text));
    plan.put("stop.grace_ms", millis(settings.stopGrace()));
    return plan;
  }

  private Map<String, String> tools(SessionContext context, Secret token) {
    return toolSettings.files(
        new ToolSettings.Asking(context.repo().map(SessionContext.RepoContext::name), token));
  }

  /** So that the clone URL works without a prompt, and no tool talks to the proxy about it. */
  private static String gitConfig(Secret token) {
    return """
    [http "http://127.0.0.1:8090/"]
    \textraHeader = Authorization: Bearer %s
    [user]
    \tname = Berth
    \temail = berth@localhost
    [init]
    \tdefaultBranch = main
    [safe]
    \tdirectory = *
    """
        .formatted(token.reveal());
  }

  private void putCheckpoint(
      Map<String, String> plan, SessionContext context, SessionContext.RepoContext repo) {
    plan.put("checkpoint.interval_ms", millis(settings.checkpoint()));
    plan.put("checkpoint.tree", AgentStart.TREE);
    plan.put("checkpoint.url", cloneUrl(repo));
    plan.put("checkpoint.ref", Mirror.Checkpoint.refOf(context.session()));
  }

  /** What session init does for an agent that knows nothing of Berth. */
  private static void putWork(
      Map<String, String> plan, SessionContext context, SessionContext.RepoContext repo) {
    plan.put("work.url", cloneUrl(repo));
    plan.put("work.base", repo.baseOid());
    plan.put("work.default_branch", repo.defaultBranch());
    plan.put("work.branch", repo.branch());
    plan.put("work.push", Boolean.toString(!context.workflow().readOnly()));
    repo.start().ifPresent(start -> plan.put("work.start", start.ref()));
    plan.put("work.message", CommitMessage.of(context));
  }

  private static String cloneUrl(SessionContext.RepoContext repo) {
    return AgentStart.GATEWAY + "/session/git/" + repo.name() + ".git";
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }

  /**
   * Times that session init keeps.
   *
   * @param agentStart until the agent's ping is healthy: 60 s
   * @param stopGrace between asking the agent to end and ending it: 10 s
   * @param checkpoint between checkpoints: 45 s, so that none is older than 60 s when it has been
   *     taken and pushed
   * @param verification of one build and lint of head and base together: 8 min, below the limit of
   *     FINALIZING
   */
  public record Settings(
      Duration agentStart, Duration stopGrace, Duration checkpoint, Duration verification) {
    public static Settings defaults() {
      return new Settings(
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          Duration.ofSeconds(45),
          Duration.ofMinutes(8));
    }

    /** The same with checkpoints so far apart. */
    public Settings withCheckpoint(Duration between) {
      return new Settings(agentStart, stopGrace, between, verification);
    }
  }
}
