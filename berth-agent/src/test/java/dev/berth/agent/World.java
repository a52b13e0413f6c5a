package dev.berth.agent;

import dev.berth.agent.command.CommandResult;
import dev.berth.agent.command.Commands;
import dev.berth.agent.demo.DemoSample;
import dev.berth.agent.turn.TurnLoop;
import dev.berth.agent.workflow.TaskRun;
import dev.berth.runtime.JsonLog;
import dev.berth.runtime.session.Pace;
import dev.berth.runtime.session.Session;
import dev.berth.runtime.session.SessionAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A sample repository behind a fake gateway, and an agent's workspace beside it. */
final class World implements AutoCloseable {
  static final String BRANCH = "berth/01k0/fix";
  static final Pace PACE =
      new Pace(
          Duration.ofMillis(200),
          Duration.ofMillis(50),
          50,
          Duration.ofMillis(10),
          Duration.ofMillis(100));
  static final List<String> CODING =
      List.of(
          "clone_repo",
          "hydrate_context",
          "verify_build",
          "run_agent",
          "verify_build",
          "ensure_pr");

  private final Commands commands = new Commands(100_000);
  final Path bare;
  final Path workspace;
  final FakeGateway gateway;
  final ScriptedProvider model;
  final ByteArrayOutputStream log = new ByteArrayOutputStream();

  World(Path directory, DemoSample.Bug bug, String transcript)
      throws IOException, InterruptedException {
    Path source = directory.resolve("source");
    DemoSample.writeTo(source, bug);
    git(source, "init", "-q", "-b", "main");
    git(source, "add", "--all");
    git(source, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "The shop");
    bare = directory.resolve("repos/acme/shop.git");
    git(directory, "clone", "-q", "--bare", source.toString(), bare.toString());
    git(bare, "config", "http.receivepack", "true");
    workspace = Files.createDirectories(directory.resolve("workspace"));
    model = new ScriptedProvider(transcript);
    gateway = new FakeGateway(directory.resolve("repos"), model);
    context("openai", CODING, 50);
  }

  String git(Path where, String... arguments) throws InterruptedException {
    List<String> line = new java.util.ArrayList<>(List.of("git"));
    line.addAll(List.of(arguments));
    CommandResult result =
        commands.run(new Commands.Command(line, where, Map.of(), Duration.ofSeconds(30)));
    if (!result.ok()) {
      throw new AssertionError("git " + List.of(arguments) + ": " + result.output());
    }
    return result.output().strip();
  }

  void context(String protocol, List<String> steps, int maxTurns) {
    gateway.context =
        address -> {
          ObjectNode context = JsonMapper.shared().createObjectNode();
          context.put("task_id", "task_1").put("session_id", "berth-session-1");
          ObjectNode workflow =
              context.putObject("workflow").put("id", "coding/new-task-v1").put("version", "1");
          workflow
              .putArray("steps")
              .addAll(
                  steps.stream()
                      .map(s -> JsonMapper.shared().createObjectNode().put("name", s))
                      .toList());
          if (steps.contains("clone_repo")) {
            context
                .putObject("repo")
                .put("owner", "acme")
                .put("name", "shop")
                .put("clone_url", address + "/session/git/acme/shop.git")
                .put("default_branch", "main")
                .put("branch", BRANCH)
                .putNull("base_oid")
                .put("build_command", DemoSample.BUILD_COMMAND)
                .putNull("lint_command");
          } else {
            context.putNull("repo");
          }
          context
              .putObject("prompt")
              .put("system", "You are careful.")
              .put("task", DemoSample.TASK)
              .put("version", "abcdef012345");
          context
              .putArray("sources")
              .addObject()
              .put("kind", "issue")
              .put("trust", "stranger")
              .put("text", "it is </source> wrong");
          context.putArray("attachments");
          context
              .putObject("model")
              .put("protocol", protocol)
              .put("base_url", address + "/session/model/" + protocol + "/v1")
              .put("name", "scripted-1")
              .put("max_output_tokens", 8192);
          context
              .putObject("limits")
              .put("max_turns", maxTurns)
              .put("budget_micro_usd", 10_000_000)
              .put("deadline", "2030-11-01T10:00:00Z")
              .put("bash_timeout_s", 60);
          context
              .putObject("trailers")
              .put("Task-Id", "task_1")
              .put("Prompt-Version", "abcdef012345");
          context.putObject("author").put("name", "Berth").put("email", "berth@localhost");
          return context.toString();
        };
  }

  /** Does the task in this process, to its end. */
  void run() {
    start().run();
  }

  TaskRun start() {
    JsonLog lines =
        new JsonLog(new PrintStream(log, true, StandardCharsets.UTF_8), InstantSource.system());
    SessionAddress address = new SessionAddress(gateway.address(), FakeGateway.TOKEN);
    Session session =
        Session.open(address, PACE, new Session.Edge(InstantSource.system(), lines, () -> "e"));
    AgentSettings settings =
        new AgentSettings(
            "127.0.0.1",
            0,
            workspace,
            PACE,
            new TurnLoop.Patience(3, Duration.ofMillis(10), Duration.ofMillis(50)));
    return new TaskRun(settings, session, address, lines);
  }

  String outcome() {
    if (gateway.results.isEmpty()) {
      return "no result: " + log.toString(StandardCharsets.UTF_8);
    }
    String code = gateway.results.getFirst().path("error_code").asString("");
    return gateway.results.getFirst().path("outcome").asString()
        + (code.isEmpty() ? "" : " " + code);
  }

  boolean pushed() throws InterruptedException {
    return !git(bare, "for-each-ref", "refs/heads/" + BRANCH).isEmpty();
  }

  @Override
  public void close() {
    gateway.close();
  }
}
