package dev.berth.engine.session;

import dev.berth.core.secret.Secret;
import dev.berth.core.session.SessionContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What session init is told to do: the plan of {@code docs/session-protocol.md}. */
public final class SessionPlan {
  private static final String GATEWAY = "http://127.0.0.1:8090";
  private static final String WORKSPACE = "/workspace";
  private static final String TREE = "/workspace/repo";

  private static final String PROXY = "http://127.0.0.1:8091";

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
    List<String> command = command(agent, context);
    for (int i = 0; i < command.size(); i++) {
      plan.put("agent.command." + i, command.get(i));
    }
    plan.put("agent.cwd", WORKSPACE);
    environment(agent, token).forEach((name, value) -> plan.put("agent.env." + name, value));
    plan.put("file..gitconfig", gitConfig(token));
    toolSettings.files().forEach((path, text) -> plan.put("file." + path, text));
    plan.put("agent.port", Integer.toString(agent.port()));
    plan.put("agent.start_timeout_ms", millis(settings.agentStart()));
    if (agent.kind() != AgentCatalog.Kind.COMMAND) {
      plan.put("invocation.body", json.write(invocation(agent, context, token)));
      plan.put(
          "invocation.header.X-Amzn-Bedrock-AgentCore-Runtime-Session-Id",
          context.session().wire());
    }
    plan.put("stop.grace_ms", millis(settings.stopGrace()));
    context.repo().ifPresent(repo -> putCheckpoint(plan, context, repo));
    return plan;
  }

  /** The plan of a session that builds what was pushed. */
  Map<String, String> forVerification(SessionContext context, String head) {
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
    proxy().forEach((name, value) -> plan.put("agent.env." + name, value));
    toolSettings.files().forEach((path, text) -> plan.put("file." + path, text));
    plan.put("stop.grace_ms", millis(settings.stopGrace()));
    return plan;
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

  /** Exactly what the agent gets; its own settings win. */
  private static Map<String, String> environment(AgentCatalog.Agent agent, Secret token) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    environment.put("HOME", "/home/agent");
    environment.put("TMPDIR", "/tmp");
    environment.put("LANG", "C.UTF-8");
    environment.put("BERTH_GATEWAY_URL", GATEWAY);
    environment.putAll(proxy());
    if (agent.kind() != AgentCatalog.Kind.AWARE) {
      environment.put("OPENAI_BASE_URL", GATEWAY + "/session/model/openai/v1");
      environment.put("OPENAI_API_KEY", token.reveal());
      environment.put("ANTHROPIC_BASE_URL", GATEWAY + "/session/model/anthropic");
      environment.put("ANTHROPIC_API_KEY", token.reveal());
    }
    environment.putAll(agent.environment());
    return environment;
  }

  private static Map<String, String> proxy() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("HTTPS_PROXY", PROXY);
    environment.put("https_proxy", PROXY);
    environment.put("NO_PROXY", "127.0.0.1,localhost");
    environment.put("no_proxy", "127.0.0.1,localhost");
    return environment;
  }

  private static List<String> command(AgentCatalog.Agent agent, SessionContext context) {
    if (agent.kind() != AgentCatalog.Kind.COMMAND) {
      return agent.command();
    }
    List<String> command = new ArrayList<>();
    for (String word : agent.command()) {
      command.add(word.equals("{prompt}") ? context.prompt().task() : word);
    }
    return command;
  }

  private static Map<String, Object> invocation(
      AgentCatalog.Agent agent, SessionContext context, Secret token) {
    if (agent.kind() == AgentCatalog.Kind.PLAIN) {
      return Map.of(
          "prompt", context.prompt().task(),
          "session_id", context.session().wire(),
          "workspace", WORKSPACE);
    }
    return Map.of(
        "prompt",
        context.prompt().task(),
        "berth",
        Map.of(
            "gateway_url",
            GATEWAY,
            "token",
            token.reveal(),
            "session_id",
            context.session().wire(),
            "task_id",
            context.task().value()));
  }

  private void putCheckpoint(
      Map<String, String> plan, SessionContext context, SessionContext.RepoContext repo) {
    plan.put("checkpoint.interval_ms", millis(settings.checkpoint()));
    plan.put("checkpoint.tree", TREE);
    plan.put("checkpoint.url", cloneUrl(repo));
    plan.put("checkpoint.ref", "refs/berth/checkpoint/" + context.session().value());
  }

  private static String cloneUrl(SessionContext.RepoContext repo) {
    return GATEWAY + "/session/git/" + repo.name() + ".git";
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }

  /**
   * Times that session init keeps.
   *
   * @param agentStart until the agent's ping is healthy: 60 s
   * @param stopGrace between asking the agent to end and ending it: 10 s
   * @param checkpoint between checkpoints: 60 s
   * @param verification of one build and lint of head and base together: 8 min, below the limit of
   *     FINALIZING
   */
  public record Settings(
      Duration agentStart, Duration stopGrace, Duration checkpoint, Duration verification) {
    public static Settings defaults() {
      return new Settings(
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofMinutes(8));
    }
  }
}
