package dev.berth.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.task.TaskDetail;
import dev.berth.dist.AgentSituations.Kind;
import dev.berth.dist.AgentSituations.Situation;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Plain and command agents on a whole server, as an operator installs them; {@link AllAgentsIT} has
 * the rest.
 */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class AgentKindsIT {
  private static @Nullable AgentSituations situations;
  private static final Map<String, String> ASKED = new HashMap<>();
  private static String script = "";

  @BeforeAll
  static void submitAll() throws IOException {
    AgentSituations submitted =
        AgentSituations.submit(
            Map.of(
                Kind.COMMAND,
                EnumSet.allOf(Situation.class),
                Kind.PLAIN,
                EnumSet.of(Situation.FIX, Situation.CANCEL, Situation.KILL)));
    situations = submitted;
    script = submitted.house().submit("house/fix-v1", "fix");
    for (String workflow : new String[] {"house/ask-plain-v1", "house/ask-cli-v1"}) {
      ASKED.put(workflow, submitted.house().ask(workflow));
    }
  }

  @AfterAll
  static void close() {
    if (situations != null) {
      situations.close();
    }
  }

  private static AgentSituations situations() {
    return Objects.requireNonNull(situations);
  }

  @Test
  void aShellScriptIsAnAgent() throws Exception {
    TaskDetail ended = situations().completed(script);
    assertThat(ended.costUsd()).isZero();
    assertThat(situations().house().git("log", "-1", "--format=%s", AgentSituations.branch(ended)))
        .isEqualTo("Correct the answer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"house/ask-plain-v1", "house/ask-cli-v1"})
  void answersWithoutARepository(String workflow) throws IOException {
    String id = Objects.requireNonNull(ASKED.get(workflow));
    situations().ended(id, "COMPLETED");
    assertThat(situations().house().artifact(id, "answer.md")).contains("The answer is 42 now.");
  }

  @Test
  void isToldWhyItsWorkWasRefused() {
    situations().isToldWhyItsWorkWasRefused(Kind.COMMAND);
  }

  @ParameterizedTest
  @EnumSource(names = {"PLAIN", "COMMAND"})
  void fixes(Kind kind) throws Exception {
    situations().fixes(kind);
  }

  @ParameterizedTest
  @EnumSource(names = {"PLAIN", "COMMAND"})
  void isCancelled(Kind kind) throws Exception {
    situations().isCancelled(kind);
  }

  @ParameterizedTest
  @EnumSource(names = {"PLAIN", "COMMAND"})
  void isKilled(Kind kind) throws Exception {
    situations().isKilled(kind);
  }

  @Test
  void isRefusedAHostAndGoesOn() throws Exception {
    situations().isRefusedAHostAndGoesOn(Kind.COMMAND);
  }

  @Test
  void spendsNoMoreThanItsBudget() throws Exception {
    situations().spendsNoMoreThanItsBudget(Kind.COMMAND);
  }
}
