package dev.berth.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.agent.demo.DemoSample;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole tasks against a gateway that plays its part, and what becomes of them when something goes
 * wrong.
 */
final class TaskRunTest {
  private static final List<String> SHORT = List.of("clone_repo", "run_agent", "ensure_pr");

  @TempDir private Path directory;

  private World world(String transcript) throws Exception {
    return new World(directory, DemoSample.Bug.TAX, transcript);
  }

  private static String turns(String... turns) {
    return "transcript: 1\nturns:\n" + String.join("\n", turns) + "\n";
  }

  private static String bash(String command) {
    return "  - tool_calls: [{name: bash, input: {command: \"" + command + "\"}}]";
  }

  private static final String DONE = "  - text: Done with it";

  @Test
  void fixesTheSampleThroughTheAnthropicFormat() throws Exception {
    try (World world = world(DemoSample.fixTranscript())) {
      world.context("anthropic", World.CODING, 50);
      world.run();
      assertThat(world.outcome()).isEqualTo("success");
      assertThat(world.gateway.violations).isEmpty();
      assertThat(world.pushed()).isTrue();
      String told = world.model.conversation();
      assertThat(told)
          .contains("You are careful.", "trust=\\\"stranger\\\"", "<\\\\/source", "tool_result");
    }
  }

  @Test
  void theSameTranscriptOnAnotherBugIsBuildFailed() throws Exception {
    try (World world = new World(directory, DemoSample.Bug.DISCOUNT, DemoSample.fixTranscript())) {
      world.run();
      assertThat(world.outcome()).isEqualTo("error BUILD_FAILED");
      assertThat(world.pushed()).isFalse();
      assertThat(world.gateway.changeRequests).isEmpty();
      assertThat(
              world
                  .gateway
                  .results
                  .getFirst()
                  .path("reported")
                  .path("build")
                  .path("after")
                  .path("exit")
                  .asInt())
          .isEqualTo(1);
    }
  }

  @Test
  void withoutARepositoryTheAnswerIsAnArtifact() throws Exception {
    try (World world = world(DemoSample.answerTranscript())) {
      world.context("openai", List.of("hydrate_context", "run_agent", "deliver_artifact"), 50);
      world.run();
      assertThat(world.outcome()).isEqualTo("success");
      assertThat(world.gateway.artifacts.get("answer.md")).startsWith("# Rounding half up");
    }
  }

  @Test
  void aDeniedCallIsAnAnswerToTheModel() throws Exception {
    try (World world = world(turns(bash("touch forbidden"), DONE))) {
      world.context("openai", SHORT, 50);
      world.gateway.gate =
          question -> "{\"decision\":\"deny\",\"reason\":\"hands off\",\"gate_id\":null}";
      world.run();
      assertThat(world.outcome()).isEqualTo("error NOTHING_DONE");
      assertThat(world.model.conversation()).contains("hands off");
      assertThat(world.workspace.resolve("repo/forbidden")).doesNotExist();
      assertThat(world.gateway.events("agent_blocked")).hasSize(1);
    }
  }

  @Test
  void aNudgeIsHeardBetweenTurnsAndOnce() throws Exception {
    try (World world = world(turns(bash("echo a > a"), bash("echo b"), bash("echo c"), DONE))) {
      world.context("openai", SHORT, 50);
      AtomicBoolean said = new AtomicBoolean();
      world.gateway.gate =
          question -> {
            if (said.compareAndSet(false, true)) {
              world.gateway.direct("nudge", "mind the gap");
            }
            return "{\"decision\":\"allow\"}";
          };
      world.run();
      assertThat(world.outcome()).isEqualTo("success");
      assertThat(world.model.requests().get(1).toString()).contains("mind the gap");
      assertThat(world.model.conversation().split("mind the gap", -1)).hasSize(2);
      assertThat(world.gateway.beats.getLast().path("last_directive").asLong()).isEqualTo(1);
    }
  }

  @Test
  void aDenialIsHeardAsAResultAndOnceMoreBetweenTurns() throws Exception {
    try (World world = world(turns(bash("echo a > a"), bash("echo b"), bash("echo c"), DONE))) {
      world.context("openai", SHORT, 50);
      AtomicBoolean said = new AtomicBoolean();
      world.gateway.gate =
          question -> {
            if (said.compareAndSet(false, true)) {
              world.gateway.direct("denial", "A human denied this step: bash: echo a");
              return "{\"decision\":\"deny\",\"reason\":\"APPROVAL_DENIED: use b\"}";
            }
            return "{\"decision\":\"allow\"}";
          };
      world.run();
      assertThat(world.model.requests().get(1).toString())
          .contains("APPROVAL_DENIED: use b", "A human denied this step");
      assertThat(world.model.conversation().split("Do not try the same again", -1)).hasSize(2);
      assertThat(world.gateway.beats.getLast().path("last_directive").asLong()).isEqualTo(1);
    }
  }

  @Test
  void landFinishesWithWhatThereIs() throws Exception {
    try (World world = world(turns(bash("echo a > a"), bash("echo b > b"), DONE))) {
      world.context("openai", SHORT, 50);
      world.gateway.gate =
          question -> {
            world.gateway.direct("land", "");
            return "{\"decision\":\"allow\"}";
          };
      world.run();
      assertThat(world.outcome()).isEqualTo("success");
      assertThat(world.model.requests()).hasSize(1);
      assertThat(world.pushed()).isTrue();
    }
  }

  @Test
  void aCancelStopsARunningCommandAtOnce() throws Exception {
    try (World world = world(turns(bash("echo $$ > pid; sleep 300"), DONE))) {
      world.context("openai", SHORT, 50);
      Thread run = Thread.ofVirtual().start(world::run);
      Path pid = world.workspace.resolve("repo/pid");
      await().until(() -> Files.exists(pid) && !Files.readString(pid).isBlank());
      world.gateway.direct("cancel", "");
      assertThat(run.join(java.time.Duration.ofSeconds(20))).isTrue();
      assertThat(world.outcome()).isEqualTo("error CANCELLED");
      long shell = Long.parseLong(Files.readString(pid).strip());
      await().until(() -> ProcessHandle.of(shell).filter(ProcessHandle::isAlive).isEmpty());
      assertThat(world.pushed()).isFalse();
    }
  }

  @Test
  void circlesAreWarnedOfAndThenEnded() throws Exception {
    String again = bash("echo same");
    try (World world = world(turns(again, again, again, again, again, again, DONE))) {
      world.context("openai", SHORT, 50);
      world.run();
      assertThat(world.outcome()).isEqualTo("error AGENT_LOOP");
      assertThat(world.model.requests()).hasSize(5);
      assertThat(world.model.requests().get(3).toString()).contains("Do something else");
      assertThat(world.model.requests().get(2).toString()).doesNotContain("Do something else");
    }
  }

  @Test
  void theTurnLimitIsAnError() throws Exception {
    try (World world = world(turns(bash("echo 1"), bash("echo 2"), bash("echo 3"), DONE))) {
      world.context("openai", SHORT, 2);
      world.run();
      assertThat(world.outcome()).isEqualTo("error TURNS_EXHAUSTED");
      assertThat(world.gateway.results.getFirst().path("turns_completed").asInt()).isEqualTo(2);
    }
  }

  @Test
  void workThatBreaksOffIsCommittedAndPushedAndSaidSo() throws Exception {
    String again = bash("echo same");
    String write = "  - tool_calls: [{name: write, input: {path: half, content: done}}]";
    String budget =
        "  - error: {status: 402, code: BUDGET_EXHAUSTED, message: Nothing is left for landing}";
    Map<String, String> endings =
        Map.of(
            "TURNS_EXHAUSTED", turns(write, bash("echo 2"), bash("echo 3"), bash("echo 4"), DONE),
            "BUDGET_EXHAUSTED", turns(write, budget),
            "AGENT_LOOP", turns(write, again, again, again, again, again, DONE));
    for (Map.Entry<String, String> ending : endings.entrySet()) {
      try (World world =
          new World(
              Files.createDirectory(directory.resolve(ending.getKey())),
              DemoSample.Bug.TAX,
              ending.getValue())) {
        world.context("openai", SHORT, ending.getKey().equals("TURNS_EXHAUSTED") ? 3 : 50);
        world.run();
        assertThat(world.outcome()).isEqualTo("error " + ending.getKey());
        assertThat(world.pushed()).as(ending.getKey()).isTrue();
        assertThat(world.git(world.bare, "log", "-1", "--format=%B", World.BRANCH))
            .startsWith("Unfinished: ")
            .contains("Task-Id: task_1", "Prompt-Version: abcdef012345");
        assertThat(world.git(world.bare, "show", World.BRANCH + ":half")).isEqualTo("done");
        assertThat(world.gateway.results.getFirst().path("message").asString())
            .contains("is on the branch " + World.BRANCH);
        assertThat(world.gateway.changeRequests).isEmpty();
      }
    }
  }

  /** What is left is kept for landing, or is another day's: what there is comes home. */
  @Test
  void aCallThatTheMoneyDoesNotLastForBringsTheWorkHome() throws Exception {
    String write = "  - tool_calls: [{name: write, input: {path: half, content: done}}]";
    for (String code : List.of("BUDGET_REFUSED", "DAY_BUDGET_SPENT")) {
      String refused = "  - error: {status: 429, code: " + code + ", message: Not enough is left}";
      try (World world =
          new World(
              Files.createDirectory(directory.resolve(code)),
              DemoSample.Bug.TAX,
              turns(write, refused, DONE))) {
        world.context("openai", SHORT, 50);
        world.run();
        assertThat(world.outcome()).as(code).isEqualTo("success");
        assertThat(world.git(world.bare, "show", World.BRANCH + ":half")).isEqualTo("done");
        assertThat(world.gateway.changeRequests).hasSize(1);
      }
    }
  }

  @Test
  void modelRefusalsKeepTheirCodeAndPassingFailuresAreRepeated() throws Exception {
    String passing =
        "  - error: {status: 529, code: MODEL_UNAVAILABLE, message: Overloaded, times: 2}\n"
            + "    tool_calls: [{name: write, input: {path: a, content: b}}]";
    String budget =
        "  - error: {status: 402, code: BUDGET_EXHAUSTED, message: The budget is spent}";
    for (String protocol : List.of("openai", "anthropic")) {
      try (World world =
          new World(
              Files.createDirectory(directory.resolve(protocol)),
              DemoSample.Bug.TAX,
              turns(passing, budget))) {
        world.context(protocol, SHORT, 50);
        world.run();
        assertThat(world.outcome()).as(protocol).isEqualTo("error BUDGET_EXHAUSTED");
        assertThat(world.model.requests()).hasSize(4);
        assertThat(world.gateway.events("agent_error")).hasSize(3);
      }
    }
  }

  @Test
  void aModelThatStaysDownIsGivenUp() throws Exception {
    try (World world =
        world(turns("  - error: {status: 500, code: MODEL_UNAVAILABLE, message: Broken}"))) {
      world.context("openai", SHORT, 50);
      world.run();
      assertThat(world.outcome()).isEqualTo("error MODEL_UNAVAILABLE");
      assertThat(world.model.requests()).hasSize(3);
    }
  }

  @Test
  void aRefusedPushSaysWhy() throws Exception {
    try (World world =
        world(turns("  - tool_calls: [{name: write, input: {path: a, content: b}}]", DONE))) {
      world.context("openai", SHORT, 50);
      Path hook = world.bare.resolve("hooks/pre-receive");
      Files.writeString(hook, "#!/bin/sh\necho protected path >&2\nexit 1\n");
      Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
      world.run();
      assertThat(world.outcome()).isEqualTo("error PUSH_REFUSED");
      assertThat(world.gateway.results.getFirst().path("message").asString())
          .contains("protected path");
      assertThat(world.gateway.changeRequests).isEmpty();
    }
  }

  @Test
  void theControlPlaneMayRestartAtAnyMoment() throws Exception {
    try (World world = world(DemoSample.fixTranscript())) {
      world.context("openai", World.CODING, 50);
      Thread run = Thread.ofVirtual().start(world::run);
      for (int restart = 0; restart < 4; restart++) {
        int seen = world.gateway.beats.size();
        await()
            .atMost(30, TimeUnit.SECONDS)
            .until(() -> world.gateway.beats.size() > seen + 1 || !run.isAlive());
        int port = world.gateway.away();
        await().pollDelay(150, TimeUnit.MILLISECONDS).until(() -> true);
        world.gateway.back(port);
      }
      assertThat(run.join(java.time.Duration.ofSeconds(60))).isTrue();
      assertThat(world.outcome()).isEqualTo("success");
      assertThat(world.pushed()).isTrue();
      assertThat(world.gateway.results).hasSizeGreaterThanOrEqualTo(1);
    }
  }

  @Test
  void secretsAreTakenOutOfOutputsAndEvents() throws Exception {
    String key = "ghp_" + "a".repeat(36);
    try (World world =
        world(turns(bash("echo " + FakeGateway.TOKEN + " " + key + " > a; cat a"), DONE))) {
      world.context("openai", SHORT, 50);
      world.run();
      assertThat(world.outcome()).isEqualTo("success");
      String events = world.gateway.events.toString();
      assertThat(events)
          .contains("[redacted]")
          .doesNotContain(key)
          .doesNotContain(FakeGateway.TOKEN);
      String toolAnswer =
          world
              .model
              .requests()
              .getLast()
              .path("messages")
              .valueStream()
              .filter(m -> m.path("role").asString("").equals("tool"))
              .findFirst()
              .orElseThrow()
              .toString();
      assertThat(toolAnswer).contains("[redacted]").doesNotContain(key);
      assertThat(world.gateway.results.getFirst().toString()).doesNotContain(FakeGateway.TOKEN);
      assertThat(world.log.toString(StandardCharsets.UTF_8)).doesNotContain(FakeGateway.TOKEN);
    }
  }

  @Test
  void anUnknownStepAndAnUnknownToolAreTold() throws Exception {
    try (World world =
        world(
            turns(
                "  - tool_calls: [{name: fly, input: {}}, {name: read, input: {path: ../x, more:"
                    + " 1}}]",
                DONE))) {
      world.context("openai", List.of("clone_repo", "run_agent", "post_review"), 50);
      world.run();
      assertThat(world.outcome()).isEqualTo("error STEP_UNKNOWN");
      assertThat(world.model.conversation())
          .contains("there is no tool 'fly'", "has no parameter 'more'");
    }
  }
}
