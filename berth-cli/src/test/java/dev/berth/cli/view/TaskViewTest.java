package dev.berth.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.event.EventType;
import dev.berth.api.event.TaskEvent;
import dev.berth.cli.terminal.TerminalText;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class TaskViewTest {
  private static final Instant START = Instant.parse("2026-11-01T12:00:00Z");

  private final TaskView view = new TaskView(false, "01KTASK");
  private final StringBuilder shown = new StringBuilder();
  private int number;

  private void on(long millis, EventType type, Map<String, Object> metadata) {
    number++;
    TaskEvent event =
        new TaskEvent("e" + number, type.wire(), START.plusMillis(millis), Map.copyOf(metadata));
    shown.append(
        view.on(event).stream()
            .map(TerminalText::raw)
            .map(line -> line + "\n")
            .collect(Collectors.joining()));
  }

  @Test
  void tellsATaskAsAPersonLikesToReadIt() {
    on(0, EventType.TASK_CREATED, Map.of());
    on(10, EventType.HYDRATION_STARTED, Map.of());
    on(400, EventType.SESSION_STARTED, Map.of("isolation", "bubblewrap"));
    on(700, EventType.AGENT_MILESTONE, Map.of("milestone", "clone_repo", "duration_ms", 250));
    on(
        1900,
        EventType.AGENT_MILESTONE,
        Map.of(
            "milestone",
            "verify_build",
            "phase",
            "before",
            "command",
            "./build.sh",
            "exit_code",
            1,
            "ok",
            false,
            "duration_ms",
            1200));
    on(
        2000,
        EventType.AGENT_TURN,
        Map.of("turn", 1, "message", "Let me read the test.\nSecond line"));
    on(
        2100,
        EventType.AGENT_TOOL_CALL,
        Map.of("tool", "read", "summary", "src/Price.java", "call_id", "c1"));
    on(
        2110,
        EventType.AGENT_TOOL_RESULT,
        Map.of("tool", "read", "call_id", "c1", "ok", true, "duration_ms", 3));
    on(
        2200,
        EventType.AGENT_TOOL_CALL,
        Map.of("tool", "bash", "summary", "./build.sh", "call_id", "c2"));
    on(
        3400,
        EventType.AGENT_TOOL_RESULT,
        Map.of("tool", "bash", "call_id", "c2", "exit_code", 1, "duration_ms", 1200));
    on(3500, EventType.AGENT_TOOL_CALL, Map.of("tool", "edit", "summary", "lost", "call_id", "c3"));
    on(3600, EventType.EGRESS_DENIED, Map.of("host", "evil.example"));
    on(
        4000,
        EventType.AGENT_MILESTONE,
        Map.of(
            "milestone",
            "verify_build",
            "phase",
            "after",
            "command",
            "./build.sh",
            "exit_code",
            0,
            "ok",
            true,
            "duration_ms",
            1100));
    on(4100, EventType.PUSH_ACCEPTED, Map.of("branch", "berth/01k/fix"));
    on(4200, EventType.CHANGE_REQUEST_OPENED, Map.of("number", 1, "title", "Round prices half up"));
    on(4300, EventType.VERIFICATION_STARTED, Map.of());
    on(
        6300,
        EventType.VERIFICATION_COMPLETE,
        Map.of("build_before_exit", 1, "build_after_exit", 0));
    on(6400, EventType.TASK_COMPLETED, Map.of("cost_micro_usd", 4200));
    assertThat(shown.toString())
        .isEqualTo(
            """
            - task accepted
            - admitted
            + sandbox ready (bubblewrap)  0.4 s
            + repository cloned  0.3 s
            x build before (./build.sh): fails, exit 1  1.2 s
              turn 1  Let me read the test.
                read   src/Price.java
                bash   ./build.sh  exit 1, 1.2 s
            ! not allowed to reach evil.example
                edit   lost
            + build after (./build.sh): passes  1.1 s
            + pushed berth/01k/fix
            + change request #1: Round prices half up
            - Berth verifies the pushed commit
            + verified: build failed before, passes now  2.0 s
            + COMPLETED in 6.4 s, $0.0042
            """);
    assertThat(view.end()).contains(EventType.TASK_COMPLETED);
  }

  @Test
  void theStatusLineNamesWhatGoesOn() {
    on(0, EventType.TASK_CREATED, Map.of());
    on(100, EventType.AGENT_TURN, Map.of("turn", 3));
    on(
        200,
        EventType.AGENT_TOOL_CALL,
        Map.of("tool", "bash", "summary", "mvn test", "call_id", "c"));
    assertThat(view.status(START.plusSeconds(5)).raw())
        .endsWith("bash mvn test  4.8 s  total 5.0 s");
  }

  @Test
  void whatCouldNotBeVerifiedIsNotCalledVerified() {
    on(0, EventType.VERIFICATION_STARTED, Map.of());
    on(500, EventType.VERIFICATION_COMPLETE, Map.of("message", "the checkout failed"));
    assertThat(shown.toString())
        .contains("x could not be verified: the checkout failed")
        .doesNotContain("+ verified");
  }

  @Test
  void nonsenseFromAnAgentIsShownAndNeverFatal() {
    on(
        0,
        EventType.AGENT_TOOL_RESULT,
        Map.of("tool", 7, "ok", "yes", "duration_ms", -5, "exit_code", "x"));
    on(1, EventType.AGENT_MILESTONE, Map.of("milestone", "dance_around"));
    number++;
    view.on(new TaskEvent("e", "some_newer_type", START, Map.of()));
    assertThat(shown.toString()).contains("tool").contains("dance around");
  }
}
