package dev.berth.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.api.event.TaskEvent;
import dev.berth.api.task.TaskDetail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Agents of some kinds on one server, each in the same five situations and all at the same time.
 * The models are played, and they play for every kind the same; each agent finds its model by the
 * variables that it would find it by elsewhere.
 */
final class AgentSituations implements AutoCloseable {
  /** Each kind by its workflow. */
  enum Kind {
    /** Berth's own. */
    AWARE("coding/new-task-v1"),
    /** {@code plain_agent.py}: OpenAI's variables and format. */
    PLAIN("house/plain-v1"),
    /** {@code cli_agent.py}: Anthropic's variables and format, streamed. */
    COMMAND("house/cli-v1");

    private final String workflow;

    Kind(String workflow) {
      this.workflow = workflow;
    }
  }

  /** What the model makes the agent do. */
  enum Situation {
    FIX("echo 42 > answer", ""),
    // The refused host tells the test that the command runs.
    CANCEL("echo 40 > answer; curl -sS https://refused.example/; sleep 600", ""),
    KILL(
        "echo 40 > answer; curl -sS https://refused.example/; for p in /proc/[0-9]*; do grep -qaE"
            + " 'AgentMai[n]|_agent[.]py' $p/cmdline && kill -9 ${p#/proc/}; done; sleep 600",
        ""),
    REFUSED("curl -sS https://refused.example/ || echo 42 > answer", ""),
    // 0.19 of the 0.20 that a task has.
    BUDGET("echo 42 > answer", "\n    usage: {input_tokens: 100000, output_tokens: 18000}"),
    // What only session init pushes for an agent, which can hear no refusal.
    POINTER(
        "echo 'version https://git-lfs.github.com/spec/v1' > big.bin; echo 'oid sha256:0' >>"
            + " big.bin",
        "");

    private final String command;
    private final String usage;

    Situation(String command, String usage) {
      this.command = command;
      this.usage = usage;
    }

    String repository() {
      return name().toLowerCase(Locale.ROOT);
    }

    String transcript() {
      return """
      transcript: 1
      turns:
        - text: I will correct the answer.
          tool_calls:
            - name: bash
              input: {command: "%s"}%s
        - text: The answer is 42 now.
        - text: The answer is still 42.
      """
          .formatted(command.replace("\\", "\\\\").replace("\"", "\\\""), usage);
    }
  }

  private final House house;
  private final Map<String, String> tasks = new HashMap<>();

  private AgentSituations(House house) {
    this.house = house;
  }

  /** Submits a task for each kind in each of its situations. */
  static AgentSituations submit(Map<Kind, Set<Situation>> wanted) throws IOException {
    for (String tool : new String[] {"bwrap", "curl", "python3"}) {
      assumeTrue(Files.isExecutable(Path.of("/usr/bin", tool)), tool + " is not installed");
    }
    Map<String, String> transcripts = new HashMap<>();
    for (Situation situation : Situation.values()) {
      transcripts.put(situation.repository(), situation.transcript());
    }
    AgentSituations situations = new AgentSituations(House.open(transcripts));
    for (Situation situation : Situation.values()) {
      for (Map.Entry<Kind, Set<Situation>> entry : wanted.entrySet()) {
        if (entry.getValue().contains(situation)) {
          situations.tasks.put(
              entry.getKey() + "/" + situation,
              situations.house.submit(entry.getKey().workflow, situation.repository()));
        }
      }
    }
    return situations;
  }

  House house() {
    return house;
  }

  private String task(Kind kind, Situation situation) {
    return Optional.ofNullable(tasks.get(kind + "/" + situation)).orElseThrow();
  }

  TaskDetail ended(String id, String status) {
    TaskDetail ended = house.ended(id);
    assertThat(ended.status()).as("%s %s", id, ended.errorMessage()).isEqualTo(status);
    assertThat(ended.cleanup().held()).isZero();
    assertThat(ended.cleanup().stuck()).isZero();
    return ended;
  }

  TaskDetail completed(String id) throws Exception {
    TaskDetail ended = ended(id, "COMPLETED");
    assertThat(ended.buildPassed()).isTrue();
    assertThat(ended.prUrl()).isNotNull();
    assertThat(house.git("show", branch(ended) + ":answer")).isEqualTo("42");
    assertThat(house.git("log", "-1", "--format=%P", branch(ended))).isEqualTo(house.base());
    assertThat(house.git("log", "-1", "--format=%(trailers:key=Task-Id,valueonly)", branch(ended)))
        .isEqualTo(id);
    return ended;
  }

  static String branch(TaskDetail task) {
    return Objects.requireNonNull(task.branchName());
  }

  private static String title(TaskDetail task) {
    return Objects.requireNonNull(task.errorClassification()).title();
  }

  /** The change is pushed, built by Berth, and proposed. */
  void fixes(Kind kind) throws Exception {
    TaskDetail ended = completed(task(kind, Situation.FIX));
    assertThat(ended.costUsd()).as("its model was reached").isPositive();
    assertThat(house.events(ended.taskId())).anyMatch(House.is("change_request_opened"));
  }

  /** The task ends, what was done is a checkpoint, and nothing is held. */
  void isCancelled(Kind kind) {
    String id = task(kind, Situation.CANCEL);
    house.event(id, "egress_denied");
    house.cancel(id);
    ended(id, "CANCELLED");
    assertThat(house.events(id)).as("nothing is lost").anyMatch(House.is("checkpoint_saved"));
  }

  /** Noticed within two seconds. */
  void isKilled(Kind kind) {
    String id = task(kind, Situation.KILL);
    TaskEvent before = house.event(id, "egress_denied");
    TaskEvent noticed = house.event(id, "agent_exited");
    assertThat(Duration.between(before.timestamp(), noticed.timestamp()))
        .isLessThan(Duration.ofSeconds(2));
    assertThat(String.valueOf(noticed.metadata().get("reason"))).contains("by signal 9");
    TaskDetail ended = ended(id, "FAILED");
    assertThat(title(ended))
        .isEqualTo(
            switch (kind) {
              case AWARE, PLAIN -> "The agent ended without a result";
              case COMMAND -> "The agent reported a failure";
            });
    assertThat(house.events(id)).anyMatch(House.is("checkpoint_saved"));
  }

  /** The refusal stands among the events, and the task goes on. */
  void isRefusedAHostAndGoesOn(Kind kind) throws Exception {
    TaskDetail ended = completed(task(kind, Situation.REFUSED));
    assertThat(house.events(ended.taskId()))
        .filteredOn(House.is("egress_denied"))
        .anySatisfy(event -> assertThat(event.metadata()).containsEntry("host", "refused.example"));
  }

  /** It lands, or the task ends with the budget as the reason. */
  void spendsNoMoreThanItsBudget(Kind kind) throws Exception {
    String id = task(kind, Situation.BUDGET);
    TaskDetail ended =
        switch (kind) {
          // The one hears that it should land; the other's client asks again after a 429, and what
          // is kept for landing pays for that.
          case AWARE, COMMAND -> completed(id);
          // This one gives up at once.
          case PLAIN -> ended(id, "FAILED");
        };
    assertThat(ended.costUsd()).isLessThanOrEqualTo(ended.maxBudgetUsd());
    assertThat(house.events(id)).anyMatch(House.is("budget_landing"));
    if (kind == Kind.PLAIN) {
      assertThat(title(ended)).isEqualTo("Budget used up");
      assertThat(house.git("log", "-1", "--format=%s", branch(ended)))
          .as("what there is can be taken up")
          .isEqualTo("Unfinished: Correct the answer");
    }
  }

  /** What the git door refuses is the task's reason, in the door's words. */
  void isToldWhyItsWorkWasRefused(Kind kind) {
    String id = task(kind, Situation.POINTER);
    TaskDetail ended = ended(id, "FAILED");
    assertThat(title(ended)).isEqualTo("Push refused");
    assertThat(ended.errorMessage()).contains("LFS_UNSUPPORTED");
    assertThat(house.events(id)).anyMatch(House.is("push_refused"));
  }

  @Override
  public void close() {
    house.close();
  }
}
