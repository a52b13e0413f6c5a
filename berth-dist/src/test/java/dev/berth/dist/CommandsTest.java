package dev.berth.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.past.GitSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every client command against a real server: text, JSON, exit codes, and what a terminal gets. */
final class CommandsTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static LiveServer server;
  private static String task;

  @BeforeAll
  static void start() {
    server = LiveServer.start();
    task = server.past().id();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static CommandRun good(String... arguments) {
    CommandRun run = server.run(arguments);
    assertThat(run.exit()).as("%s: %s%s", List.of(arguments), run.out(), run.err()).isZero();
    return run;
  }

  private static JsonNode json(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--output", "json"));
    CommandRun run = good(all.toArray(String[]::new));
    return JSON.readTree(run.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "list",
        "status TASK",
        "watch TASK",
        "events TASK",
        "events TASK --follow",
        "logs TASK",
        "logs TASK --follow",
        "logs TASK --stream stderr",
        "diff TASK",
        "artifacts TASK",
        "receipt TASK",
        "repo list",
        "repo show acme/past",
        "api-key list",
        "workflow list",
        "workflow show coding/new-task-v1",
        "doctor",
        "config show",
        "completion bash",
        "completion zsh",
        "completion fish",
        "--help",
        "--version"
      })
  void printsTextThatATerminalSurvives(String line) {
    CommandRun run = server.run(Map.of("BERTH_TOKEN", server.key()), true, words(line));
    // The doctor may find something wrong with the machine; it says so, and that is its job.
    assertThat(run.exit()).as("%s: %s%s", line, run.out(), run.err()).isIn(0, 1);
    assertThat(run.exit() == 0 || line.equals("doctor")).as(run.out() + run.err()).isTrue();
    assertThat(run.out()).isNotBlank();
    assertThat(run.out() + run.err())
        .doesNotContain("\u001b]", "\u0007", "\u202e", "\u200b")
        .doesNotContain("\u001b[2J", "\tat ", "Exception");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "list",
        "status TASK",
        "events TASK",
        "diff TASK",
        "logs TASK",
        "artifacts TASK",
        "receipt TASK",
        "repo list",
        "repo show acme/past",
        "api-key list",
        "workflow list",
        "config show",
        "doctor"
      })
  void printsJsonThatIsTheApis(String line) {
    List<String> all = new ArrayList<>(List.of(words(line)));
    all.addAll(List.of("--output", "json"));
    CommandRun run = server.run(all.toArray(String[]::new));
    assertThat(run.exit()).as(run.out() + run.err()).isIn(0, 1);
    assertThat(JSON.readTree(run.out()).isContainer()).isTrue();
  }

  private static String[] words(String line) {
    return line.replace("TASK", task).split(" ");
  }

  @Test
  void rawIsWhatTheAgentWrote() {
    assertThat(good("logs", task, "--raw").out()).contains("\u001b[2J");
    assertThat(good("logs", task).out()).contains("agent says hello").doesNotContain("\u001b");
    assertThat(good("diff", task).out()).contains("+42").doesNotContain("\u202e");
  }

  @Test
  void fetchesAnArtifact() throws IOException {
    Path to = server.scratch().resolve("fetched.html");
    good("artifacts", task, "out/report.html", "--to", to.toString());
    assertThat(Files.readString(to)).contains("<script>");
  }

  @Test
  void submitsRetriesAndCancels() {
    String id = json("submit", "write a poem").path("task_id").asString();
    assertThat(json("status", id).path("task_description").asString()).isEqualTo("write a poem");
    CommandRun cancelled = server.run("cancel", id);
    // Its session cannot start here: it may have failed before the cancel came.
    assertThat(cancelled.exit()).as(cancelled.err()).isIn(0, 1);
    String again = json("retry", task, "--max-turns", "3").path("task_id").asString();
    assertThat(json("status", again).path("max_turns").asInt()).isEqualTo(3);
    CommandRun late = server.run("nudge", task, "hurry");
    assertThat(late.exit()).isEqualTo(1);
    assertThat(late.err()).contains("Task has ended", "berth retry");
  }

  @Test
  void managesRepositories() {
    GitSample git = GitSample.in(server.scratch().resolve("other"), "topic", "7\n");
    good("repo", "onboard", "acme/other", "--from", git.bare().toString(), "--build", "make");
    assertThat(json("repo", "show", "acme/other").at("/settings/build_command").asString())
        .isEqualTo("make");
    good("repo", "set", "acme/other", "--max-turns", "12");
    assertThat(json("repo", "show", "acme/other").at("/effective/max_turns").asInt()).isEqualTo(12);
    good("repo", "set", "acme/other", "--member", "dave,ann", "--approver", "zoe");
    assertThat(json("repo", "show", "acme/other").at("/settings/members").toString())
        .isEqualTo("[\"ann\",\"dave\"]");
    assertThat(server.run("repo", "show", "acme/other").out())
        .containsPattern("members +ann, dave")
        .containsPattern("approvers +zoe");
    good("repo", "set", "acme/other", "--reset", "members");
    assertThat(server.run("repo", "show", "acme/other").out())
        .containsPattern("members +everybody  \\(default\\)");
    good("repo", "offboard", "acme/other");
    assertThat(server.run("repo", "show", "acme/other").exit()).isEqualTo(1);
  }

  @Test
  void makesAKeyThatWorksUntilItIsRevoked() {
    JsonNode made = json("api-key", "create", "ci", "--user", "dave", "--expires-in", "12h");
    String secret = made.path("secret").asString();
    Map<String, String> dave = Map.of("BERTH_TOKEN", secret);
    assertThat(server.run(dave, false, "list").exit()).isZero();
    CommandRun refused = server.run(dave, false, "repo", "onboard", "a/b", "--from", "/srv/x");
    assertThat(refused.exit()).as(refused.err()).isEqualTo(3);
    good("api-key", "revoke", made.at("/key/id").asString());
    CommandRun gone = server.run(dave, false, "list");
    assertThat(gone.exit()).isEqualTo(3);
    assertThat(gone.err()).contains("berth api-key create");
    assertThat(server.run("api-key", "create", "x", "--expires-in", "soon").exit()).isEqualTo(2);
  }

  @Test
  void lintsAWorkflowFileWithEveryMistakeAndItsLine() throws IOException {
    Path file = Files.createDirectories(server.scratch().resolve("team")).resolve("x-v1.yaml");
    Files.writeString(file, "id: team/x-v1\nunknown: 1\nrequires_repo: maybe\neffect: none\n");
    CommandRun run = server.run("workflow", "lint", file.toString());
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err().lines())
        .anyMatch(line -> line.strip().contains("team/x-v1.yaml:2: "))
        .anyMatch(line -> line.strip().contains("team/x-v1.yaml:3: "))
        .anyMatch(line -> line.strip().contains("team/x-v1.yaml:4: "))
        .noneMatch(line -> line.contains("\\x0a"));
    assertThat(server.run("workflow", "lint", "/none.yaml").err()).contains("no such file");
  }

  @Test
  void everyMistakeHasItsExitCodeAndARemedy() {
    assertThat(server.run("nonsense").exit()).isEqualTo(2);
    assertThat(server.run("list", "--nonsense").exit()).isEqualTo(2);
    assertThat(server.run("status").exit()).isIn(0, 2);
    CommandRun unknown = server.run("status", "01K00000000000000000000000");
    assertThat(unknown.exit()).isEqualTo(1);
    assertThat(unknown.err()).contains("berth list");
    CommandRun nobody = server.run(Map.of("BERTH_TOKEN", "berth_wrong"), false, "list");
    assertThat(nobody.exit()).isEqualTo(3);
    CommandRun json = server.run("status", "01K00000000000000000000000", "--output", "json");
    assertThat(JSON.readTree(json.err().isBlank() ? json.out() : json.err()).toString())
        .contains("NOT_FOUND");
  }
}
