package dev.berth.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.workflow.Workflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkflowsTest {
  @TempDir private Path directory = Path.of("");

  private BerthException mistakes(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, text);
    return catchThrowableOfType(BerthException.class, () -> Workflows.load(Optional.of(directory)));
  }

  @Test
  void theBuiltInWorkflowsAreValid() {
    Workflows workflows = Workflows.load(Optional.empty());

    Workflow coding = workflows.current("coding/new-task-v1").orElseThrow();
    assertThat(coding.buildRequired()).isTrue();
    assertThat(coding.requiresRepo()).isTrue();
    assertThat(coding.effect()).isEqualTo(Workflow.Effect.CHANGE_REQUEST);
    assertThat(coding.version()).matches("[0-9a-f]{12}");
    assertThat(coding.limits().budgetMicroUsd()).contains(10_000_000L);
    assertThat(workflows.current(Workflows.DEFAULT).orElseThrow().requiresRepo()).isFalse();
  }

  @Test
  void everyMistakeIsReportedWithItsLine() throws IOException {
    BerthException e =
        mistakes(
            "team/change-v1.yaml",
            """
            id: team/change-v1
            description: Changes things.
            agent: [reference]
            repo: none
            read_only: false
            effect: change_request
            build: required
            system_prompt: change.md
            colour: green
            steps:
              - name: run_agent
              - name: dance
              - name: ensure_pr
            limits:
              max_turns: 900
            """);

    assertThat(e.code()).isEqualTo(ErrorCode.WORKFLOW_INVALID);
    assertThat(e.problems())
        .extracting(p -> p.field() + " " + p.code())
        .containsExactlyInAnyOrder(
            "team/change-v1.yaml:3 TYPE",
            "team/change-v1.yaml:6 CROSS",
            "team/change-v1.yaml:7 CROSS",
            "team/change-v1.yaml:8 MISSING",
            "team/change-v1.yaml:9 UNKNOWN_KEY",
            "team/change-v1.yaml:12 UNKNOWN_STEP",
            "team/change-v1.yaml:13 CROSS",
            "team/change-v1.yaml:15 RANGE");
  }

  @Test
  void whatIsNoYamlIsReportedWithItsLine() throws IOException {
    BerthException e = mistakes("team/x-v1.yaml", "id: team/x-v1\nsteps: [\n");

    assertThat(e.problems()).hasSize(1);
    assertThat(e.problems().getFirst().code()).isEqualTo("SYNTAX");
    assertThat(e.problems().getFirst().field()).startsWith("team/x-v1.yaml:");
  }

  @Test
  void aDuplicateKeyIsAMistake() throws IOException {
    BerthException e = mistakes("team/x-v1.yaml", "id: team/x-v1\nid: team/y-v1\n");

    assertThat(e.problems()).extracting(p -> p.code()).contains("DUPLICATE", "MISSING");
  }
}
