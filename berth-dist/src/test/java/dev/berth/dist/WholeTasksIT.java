package dev.berth.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.api.event.TaskEvent;
import dev.berth.api.http.Routes;
import dev.berth.api.task.NudgeAnswer;
import dev.berth.api.task.NudgeRequest;
import dev.berth.api.task.TaskDetail;
import dev.berth.cli.command.Cli;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.http.ApiRequest;
import dev.berth.cli.terminal.Capabilities;
import dev.berth.cli.time.SystemTime;
import dev.berth.testkit.past.GitSample;
import dev.berth.testkit.registry.LocalRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole server, real sandboxes and the reference agent: tasks from submission to their end. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class WholeTasksIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Path scratch;
  private LocalRegistry registry;
  private GitSample git;

  @BeforeEach
  void prepare() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/bwrap")), "bubblewrap is not installed");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");
    // short, because sockets are below it
    scratch = Files.createTempDirectory("berth-it-").toRealPath();
    git = GitSample.in(scratch.resolve("git"), "topic", "43\n");
    registry = new LocalRegistry(scratch, Files.createDirectory(scratch.resolve("packages")));
  }

  @AfterEach
  void remove() throws IOException {
    registry.close();
    try (Stream<Path> tree = Files.walk(scratch)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  private Running serve(String transcript) throws IOException {
    Path script = Files.writeString(scratch.resolve("transcript.yaml"), transcript);
    Map<String, String> flags = new LinkedHashMap<>();
    flags.put("server.port", "0");
    flags.put("models.providers.scripted.type", "scripted");
    flags.put("models.providers.scripted.models", "scripted-1");
    flags.put("models.providers.scripted.transcript", script.toString());
    flags.put("egress.private_hosts", LocalRegistry.HOST);
    flags.put("sandbox.ca_bundle", registry.certificate().toString());
    return new Running(Served.start(scratch, scratch.resolve("data"), flags));
  }

  /** A server, and what a person does with it. */
  private record Running(Served served) implements AutoCloseable {
    void onboard(GitSample git, int registryPort, String build) {
      List<String> egress = List.of(LocalRegistry.HOST + ":" + registryPort);
      served.onboard("acme/answer", git.bare(), build, null, egress);
    }

    String submit(BigDecimal budget) {
      return served.submit("acme/answer", "coding/new-task-v1", budget);
    }

    TaskDetail completed(String id) {
      TaskDetail ended = served.ended(id);
      assertThat(ended.status()).as("%s", ended.errorMessage()).isEqualTo("COMPLETED");
      assertThat(ended.buildPassed()).isTrue();
      return ended;
    }

    List<TaskEvent> events(String id) {
      return served.events(id);
    }

    void nudge(String id, String message) {
      NudgeAnswer answer =
          served
              .api()
              .send(
                  ApiRequest.of("POST", Routes.fill(Routes.NUDGE, id))
                      .withBody(new NudgeRequest(message)),
                  NudgeAnswer.class)
              .value();
      assertThat(answer.taskId()).isEqualTo(id);
    }

    /** What a command line prints, with this server's first key. */
    String typed(String line) {
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
      CliContext context =
          new CliContext(
              Map.of(
                  "BERTH_SERVER", served.api().config().server().toString(),
                  "BERTH_TOKEN", served.api().config().token().orElseThrow()),
              new CliContext.Streams(InputStream.nullInputStream(), out, out),
              new Capabilities(true, false, false, true, 160, false),
              new SystemTime(),
              Path.of("").toAbsolutePath());
      int exit =
          new Cli(Main.commandSets(), context, "test")
              .run(line.substring("berth ".length()).split(" ", -1));
      assertThat(exit).as(said.toString(StandardCharsets.UTF_8)).isZero();
      return said.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
      served.close();
    }
  }

  private String delivered(String file) throws Exception {
    Process show =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "git --git-dir \"$1\" show"
                    + " \"$(git --git-dir \"$1\" for-each-ref --format='%(refname)'"
                    + " refs/heads/berth)\":\"$2\"",
                "sh",
                git.bare().toString(),
                file)
            .redirectError(scratch.resolve("git-says").toFile())
            .start();
    String text = new String(show.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(show.waitFor()).as(Files.readString(scratch.resolve("git-says"))).isZero();
    return text;
  }

  private JsonNode json(String file) throws Exception {
    return JsonMapper.shared().readTree(delivered(file));
  }

  @Test
  void aRepositoryWithADependencyFromARegistryIsBuiltVerifiedAndCompleted() throws Exception {
    Path source = Files.createDirectories(scratch.resolve("greeting-1.0"));
    Files.writeString(source.resolve("check"), "grep -qx 42 \"$1\"\n");
    Process tar =
        new ProcessBuilder(
                "tar",
                "-czf",
                scratch.resolve("packages/greeting-1.0.tgz").toString(),
                "-C",
                scratch.toString(),
                "greeting-1.0")
            .inheritIO()
            .start();
    assertThat(tar.waitFor()).isZero();
    String transcript =
        """
        transcript: 1
        turns:
          - text: I will correct the answer.
            tool_calls:
              - name: bash
                input: {command: "echo 42 > answer"}
          - text: The answer is 42 now.
        """;
    try (Running berth = serve(transcript)) {
      berth.onboard(
          git,
          registry.port(),
          "curl -sSf -o /tmp/greeting.tgz https://%s:%d/greeting-1.0.tgz && tar -xzf /tmp/greeting.tgz -C /tmp && sh /tmp/greeting-1.0/check answer"
              .formatted(LocalRegistry.HOST, registry.port()));
      String id = berth.submit(new BigDecimal("1"));
      berth.completed(id);
      assertThat(delivered("answer")).isEqualTo("42\n");
      assertThat(berth.events(id))
          .filteredOn(event -> event.eventType().equals("verification_complete"))
          .singleElement()
          .satisfies(
              event ->
                  assertThat(event.metadata())
                      .as("built with the package")
                      .containsEntry("build_passed", true)
                      .containsEntry("build_after_exit", 0)
                      .containsKey("build_before_exit"));
      assertThat(berth.events(id)).noneMatch(event -> event.eventType().equals("egress_denied"));
      assertThat(registry.served()).as("agent and verification").hasSizeGreaterThan(1);
    }
  }

  @Test
  void aSessionWhoseBudgetIsNearlySpentLandsWithWhatItHas() throws Exception {
    String transcript =
        """
        transcript: 1
        turns:
          - text: I will correct the answer.
            tool_calls:
              - name: bash
                input: {command: "echo 42 > answer"}
            usage: {input_tokens: 100000, output_tokens: 18000}
          - text: And ruin it.
            tool_calls:
              - name: bash
                input: {command: "echo 13 > answer"}
            usage: {input_tokens: 1, output_tokens: 1}
          - text: The answer is 13 now.
            usage: {input_tokens: 1, output_tokens: 1}
        """;
    try (Running berth = serve(transcript)) {
      berth.onboard(git, registry.port(), "grep -qx 42 answer");
      String id = berth.submit(new BigDecimal("0.2"));
      TaskDetail ended = berth.completed(id);
      assertThat(delivered("answer")).isEqualTo("42\n");
      assertThat(ended.turnsCompleted()).as("told to land after the first turn").isEqualTo(1);
      assertThat(ended.costUsd()).isEqualByComparingTo("0.19");
      assertThat(berth.events(id)).anyMatch(event -> event.eventType().equals("budget_landing"));
    }
  }

  /** As a person: the event names the command, the command is typed, and the task goes on. */
  @Test
  void aRefusedHostIsAllowedWhileTheTaskRuns() throws Exception {
    Files.writeString(scratch.resolve("packages/answer"), "42\n");
    String url = "https://" + LocalRegistry.HOST + ":" + registry.port() + "/answer";
    String transcript =
        """
        transcript: 1
        turns:
          - text: I will look the answer up.
            tool_calls:
              - name: bash
                input:
                  command: |
                    for i in $(seq 200); do curl -sSf -o answer %s && break; sleep 0.3; done
          - text: The answer is 42 now.
        """
            .formatted(url);
    try (Running berth = serve(transcript)) {
      berth.served().onboard("acme/answer", git.bare(), "grep -qx 42 answer", null, null);
      String id = berth.submit(new BigDecimal("1"));
      TaskEvent refused =
          Awaitility.await("the host is refused")
              .atMost(PATIENCE)
              .until(
                  () ->
                      berth.events(id).stream()
                          .filter(e -> e.eventType().equals("egress_denied"))
                          .findFirst(),
                  Optional::isPresent)
              .orElseThrow();
      String command = String.valueOf(refused.metadata().get("command"));
      assertThat(command).isEqualTo("berth repo egress acme/answer allow " + url.split("/", -1)[2]);
      assertThat(berth.typed("berth repo egress acme/answer"))
          .contains(LocalRegistry.HOST, id, command);
      assertThat(berth.typed(command + " --output json")).contains("\"allowed_now\" : true");
      berth.completed(id);
      assertThat(delivered("answer")).isEqualTo("42\n");
      assertThat(berth.events(id))
          .filteredOn(e -> e.eventType().equals("egress_changed"))
          .singleElement()
          .satisfies(e -> assertThat(e.metadata()).containsEntry("by", "admin"));
    }
  }

  @Test
  void contextDirectivesAndEventsAreWhatTheProtocolSays() throws Exception {
    String talk =
        """
        set -e
        auth=$(sed -n 's/.*extraHeader = //p' ~/.gitconfig)
        gw=http://127.0.0.1:8090/session
        ask() { curl -sS --noproxy '*' -H "$auth" "$@"; }
        ask $gw/context > context.json
        beat() {
          ask -d "{\\"last_directive\\":$1,\\"turns_attempted\\":1,\\"turns_completed\\":0}" $gw/heartbeat
        }
        touch talking
        for i in $(seq 150); do
          beat 0 > first.json
          grep -q nudge first.json && break
          sleep 0.4
        done
        beat 0 > repeated.json
        seq=$(sed 's/.*"seq":\\([0-9]*\\).*/\\1/' first.json)
        beat $seq > acknowledged.json
        beat 0 > again.json
        event() {
          echo "{\\"id\\":\\"$1\\",\\"type\\":\\"$2\\",\\"at\\":\\"2026-01-01T00:00:00Z\\",\\"metadata\\":{}}"
        }
        note() { event $1 agent_milestone; }
        tell() { ask -d "{\\"events\\":[$1]}" $gw/events; }
        tell "$(note a),$(note b)" > one.json
        tell "$(note a),$(note b),$(note c)" > two.json
        tell "$(note c),$(note a)" > three.json
        tell "$(note d),$(event e task_completed)" > refused.json
        tell "$(note d)" > four.json
        echo 42 > answer
        """;
    String transcript =
        """
        transcript: 1
        turns:
          - text: I will ask around.
            tool_calls:
              - name: bash
                input:
                  command: |
        %s
          - text: The answer is 42 now.
          - text: The answer is still 42.
        """
            .formatted(talk.indent(12));
    try (Running berth = serve(transcript)) {
      berth.onboard(git, registry.port(), "grep -qx 42 answer");
      String id = berth.submit(new BigDecimal("1"));
      Awaitility.await("the agent works")
          .atMost(PATIENCE)
          .until(
              () ->
                  berth.events(id).stream().anyMatch(e -> e.eventType().equals("agent_tool_call")));
      berth.nudge(id, "mind the gap");
      TaskDetail ended = berth.completed(id);

      JsonNode context = json("context.json");
      assertThat(context.path("task_id").asString()).isEqualTo(id);
      assertThat(context.path("session_id").asString()).startsWith("berth-session-");
      assertThat(context.at("/workflow/id").asString()).isEqualTo("coding/new-task-v1");
      assertThat(context.at("/workflow/steps/0/name").asString()).isEqualTo("clone_repo");
      assertThat(context.at("/repo/clone_url").asString())
          .isEqualTo("http://127.0.0.1:8090/session/git/acme/answer.git");
      assertThat(context.at("/repo/base_oid").asString()).isEqualTo(git.base());
      assertThat(context.at("/repo/branch").asString()).isEqualTo(ended.branchName());
      assertThat(context.at("/repo/build_command").asString()).isEqualTo("grep -qx 42 answer");
      assertThat(context.at("/repo/lint_command").isNull()).isTrue();
      assertThat(context.at("/prompt/version").asString()).isEqualTo(ended.promptVersion());
      assertThat(context.path("sources").toString())
          .contains("\"trust\":\"owner\"", "Correct the answer");
      assertThat(context.at("/model/name").asString()).isEqualTo("scripted-1");
      assertThat(context.at("/limits/budget_micro_usd").asLong()).isEqualTo(1_000_000);
      assertThat(context.at("/trailers/Task-Id").asString()).isEqualTo(id);

      JsonNode first = json("first.json").path("directives");
      assertThat(first.size()).isEqualTo(1);
      assertThat(first.at("/0/type").asString()).isEqualTo("nudge");
      assertThat(first.at("/0/text").asString()).isEqualTo("mind the gap");
      assertThat(first.at("/0/seq").asLong()).isPositive();
      assertThat(json("repeated.json").path("directives")).isEqualTo(first);
      assertThat(json("acknowledged.json").path("directives").isEmpty()).isTrue();
      assertThat(json("again.json").path("directives"))
          .as("whoever comes back without having heard is told again")
          .isEqualTo(first);

      assertThat(delivered("one.json")).contains("\"accepted\":2", "\"replayed\":0");
      assertThat(delivered("two.json")).contains("\"accepted\":1", "\"replayed\":2");
      assertThat(delivered("three.json")).contains("\"accepted\":0", "\"replayed\":2");
      assertThat(delivered("refused.json")).contains("VALIDATION_ERROR", "may write");
      assertThat(delivered("four.json"))
          .as("nothing of a batch that was refused was kept")
          .contains("\"accepted\":1", "\"replayed\":0");
    }
  }
}
