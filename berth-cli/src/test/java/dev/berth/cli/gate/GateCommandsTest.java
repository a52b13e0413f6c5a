package dev.berth.cli.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.CommandRun;
import dev.berth.cli.RecordedServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class GateCommandsTest {
  private static final String TASK = "01KBERTHTASK0000000000000A";
  private static final String GATE = "01KBERTHGATE0000000000000A";

  private static String one(String gate) {
    return """
    {"task_id":"%s","request_id":"%s","tool_name":"bash",
     "tool_input_preview":"git push --force \\u001b[2J\\u202eorigin","severity":"medium",
     "reason":"it rewrites\\u001b]0;x\\u0007 history","created_at":"2026-11-01T11:59:00Z","timeout_s":300,
     "expires_at":"2026-11-01T12:04:00Z","matching_rule_ids":["force_push"],"enforced":true,
     "offers":["rule:force_push","bash_pattern:git push *"],"repo":"acme/shop",
     "task_description":"Fix\\u001b[31m it"}
    """
        .formatted(TASK, gate);
  }

  private static String pending(String... gates) {
    StringBuilder all = new StringBuilder();
    for (String gate : gates) {
      all.append(all.isEmpty() ? "" : ",").append(one(gate));
    }
    return "{\"data\":[" + all + "]}";
  }

  private static String decided(String status, String scope, String reason) {
    return """
    {"data":{"task_id":"%s","request_id":"%s","status":"%s","scope":%s,"reason":%s,
     "decided_at":"2026-11-01T12:00:00Z"}}
    """
        .formatted(TASK, GATE, status, scope, reason);
  }

  @Test
  void whatWaitsIsShownWithEverythingADecisionNeedsAndNothingActsOnTheTerminal()
      throws IOException {
    try (RecordedServer server = new RecordedServer()) {
      server.json("GET /v1/pending", 200, pending(GATE));
      CommandRun.Result run = CommandRun.with(server).terminal(100).run("pending");
      assertThat(run.exit()).isZero();
      assertThat(run.out())
          .contains(
              GATE,
              "medium",
              "4 min",
              "git push --force",
              "force_push",
              "Berth itself (a wall)",
              "acme/shop",
              "berth approve " + TASK + " " + GATE,
              "--scope 'bash_pattern:git push *'",
              "berth deny " + TASK + " " + GATE + " --reason")
          .doesNotContain("\u001b[2J", "\u202e", "\u001b]0;", "\u001b[31m", "\u0007");
    }
  }

  @Test
  void nothingPendingIsSaid() throws IOException {
    try (RecordedServer server = new RecordedServer()) {
      server.json("GET /v1/pending", 200, "{\"data\":[]}");
      assertThat(CommandRun.with(server).terminal(80).run("pending").err())
          .contains("Nothing waits for you.");
      CommandRun.Result none = CommandRun.with(server).run("approve", TASK);
      assertThat(none.exit()).isEqualTo(1);
      assertThat(none.err()).contains("no gate of task", "berth pending");
    }
  }

  @Test
  void theOnlyGateOfATaskNeedsNoName() throws IOException {
    try (RecordedServer server = new RecordedServer()) {
      server.json("GET /v1/pending", 200, pending(GATE));
      server.json(
          "POST /v1/tasks/" + TASK + "/approve", 202, decided("APPROVED", "\"this_call\"", "null"));
      server.json("POST /v1/tasks/" + TASK + "/deny", 202, decided("DENIED", "null", "\"no\""));
      assertThat(CommandRun.with(server).run("approve", TASK).out())
          .contains("Approved, this_call");
      assertThat(CommandRun.with(server).run("deny", TASK, "--reason", "no").out())
          .contains("Denied; the agent is told why.");
    }
  }

  @Test
  void oneOfSeveralMustBeNamed() throws IOException {
    try (RecordedServer server = new RecordedServer()) {
      String other = GATE.replace('A', 'B');
      server.json("GET /v1/pending", 200, pending(GATE, other));
      CommandRun.Result run = CommandRun.with(server).run("deny", TASK);
      assertThat(run.exit()).isEqualTo(2);
      assertThat(run.err()).contains("2 gates of task", GATE, other);
    }
  }
}
