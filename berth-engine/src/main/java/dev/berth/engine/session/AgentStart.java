package dev.berth.engine.session;

import dev.berth.core.secret.Secret;
import dev.berth.core.session.SessionContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How an agent is started for a task. In the command line of a {@code COMMAND} agent these whole
 * words stand for something else: {@code {prompt}} for the task's text, {@code {prompt_file}} for
 * the path of a file with it, {@code {system_prompt}} for the workflow's, {@code {model}} for the
 * name of the model that the task may call. With neither of the first two the text stands on
 * standard input.
 */
record AgentStart(AgentCatalog.Agent agent, SessionContext context) {
  /** Where session init forwards to the gateway. */
  static final String GATEWAY = "http://127.0.0.1:8090";

  /** The clone, where there is a repository. */
  static final String TREE = "/workspace/repo";

  private static final String WORKSPACE = "/workspace";
  private static final String PROXY = "http://127.0.0.1:8091";
  private static final String HOME = "/home/agent";
  private static final String PROMPT_FILE = ".berth/prompt.md";

  List<String> command() {
    return isCommand() ? agent.command().stream().map(this::word).toList() : agent.command();
  }

  private String word(String word) {
    return switch (word) {
      case "{prompt}" -> context.prompt().task();
      case "{prompt_file}" -> HOME + "/" + PROMPT_FILE;
      case "{system_prompt}" -> context.prompt().system();
      case "{model}" -> context.model().name();
      default -> word;
    };
  }

  private boolean isCommand() {
    return agent.kind() == AgentCatalog.Kind.COMMAND;
  }

  private boolean has(String word) {
    return isCommand() && agent.command().contains(word);
  }

  /** What stands on its standard input. */
  Optional<String> input() {
    return isCommand() && !has("{prompt}") && !has("{prompt_file}")
        ? Optional.of(context.prompt().task())
        : Optional.empty();
  }

  /** Files below its home. */
  Map<String, String> files() {
    return has("{prompt_file}") ? Map.of(PROMPT_FILE, context.prompt().task()) : Map.of();
  }

  /** A command works in the clone; an HTTP agent is up before there is one. */
  String directory() {
    return isCommand() ? workspace() : WORKSPACE;
  }

  private String workspace() {
    return agent.kind() != AgentCatalog.Kind.AWARE && context.repo().isPresent() ? TREE : WORKSPACE;
  }

  /** Exactly what the agent gets; its own settings win. */
  Map<String, String> environment(Secret token) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    environment.put("HOME", HOME);
    environment.put("TMPDIR", "/tmp");
    environment.put("LANG", "C.UTF-8");
    environment.put("BERTH_GATEWAY_URL", GATEWAY);
    environment.putAll(proxy());
    if (agent.kind() != AgentCatalog.Kind.AWARE) {
      environment.putAll(models(token));
    }
    environment.putAll(agent.environment());
    return environment;
  }

  static Map<String, String> proxy() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("HTTPS_PROXY", PROXY);
    environment.put("https_proxy", PROXY);
    environment.put("NO_PROXY", "127.0.0.1,localhost");
    environment.put("no_proxy", "127.0.0.1,localhost");
    return environment;
  }

  /** By the names under which the makers of clients and agents document them. */
  private Map<String, String> models(Secret token) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (String name : List.of("OPENAI_BASE_URL", "OPENAI_API_BASE")) {
      environment.put(name, GATEWAY + "/session/model/openai/v1");
    }
    environment.put("OPENAI_API_KEY", token.reveal());
    environment.put("ANTHROPIC_BASE_URL", GATEWAY + "/session/model/anthropic");
    environment.put("ANTHROPIC_API_KEY", token.reveal());
    environment.put("ANTHROPIC_AUTH_TOKEN", token.reveal());
    for (String name : List.of("OPENAI_MODEL", "ANTHROPIC_MODEL", "ANTHROPIC_SMALL_FAST_MODEL")) {
      environment.put(name, context.model().name());
    }
    return environment;
  }

  /** The body of the invocation. */
  Map<String, Object> invocation(Secret token) {
    if (agent.kind() == AgentCatalog.Kind.PLAIN) {
      return Map.of(
          "prompt", context.prompt().task(),
          "session_id", context.session().wire(),
          "workspace", workspace());
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
}
