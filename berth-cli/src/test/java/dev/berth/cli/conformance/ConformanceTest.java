package dev.berth.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.time.ClientTime;
import dev.berth.cli.time.SystemTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kit against agents of which is known what is wrong with them. */
@Execution(ExecutionMode.CONCURRENT)
class ConformanceTest {
  /** For agents with a defect: what they are waited for never comes. */
  private final ClientTime quick = new QuickTime();

  private static AgentProcess.Start process(Defect defect, int port) {
    return Looked.java(
        Optional.empty(), PlayedAgent.class.getName(), defect.name(), Integer.toString(port));
  }

  private static Payloads without(Defect defect) {
    return defect == Defect.IDLE_SOCKET
        ? new Payloads(
            Looked.ALL.valid(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty())
        : Looked.ALL;
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void eachDefectIsNoticedByItsRule(Defect defect) throws Exception {
    Set<String> rule = Set.of(defect.rule());
    List<Finding> findings;
    if (defect.rule().startsWith("RUN")) {
      int port = Looked.freePort();
      findings = Looked.at(port, quick, Looked.ALL, Optional.of(process(defect, port)), rule);
    } else {
      try (PlayedAgent agent = new PlayedAgent(defect, quick, 0)) {
        findings = Looked.at(agent.port(), quick, without(defect), Optional.empty(), rule);
      }
    }
    assertThat(findings)
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.rule().id()).isEqualTo(defect.rule());
              assertThat(one.verdict()).isInstanceOf(Verdict.Broken.class);
            });
  }

  @Test
  void anAgentWithoutLibraryThatKeepsTheContractBreaksNothing() throws Exception {
    int port = Looked.freePort();
    Optional<AgentProcess.Start> start = Optional.of(process(Defect.NONE, port));
    List<Finding> findings =
        Looked.at(port, new SystemTime(), Looked.ALL, start, httpAndProcessRules());
    assertThat(findings).extracting(Finding::verdict).containsOnly(Verdict.KEPT);
  }

  /** All but the one about agents without WebSockets: this one has them. */
  private static Set<String> httpAndProcessRules() {
    return Conformance.rules().stream()
        .map(Rule::id)
        .filter(id -> !id.equals("WS-2"))
        .collect(Collectors.toSet());
  }

  @Test
  void eachRuleHasADefectAndAPage() throws Exception {
    Set<String> noticed =
        Arrays.stream(Defect.values())
            .filter(defect -> defect != Defect.NONE)
            .map(Defect::rule)
            .collect(Collectors.toSet());
    Stream<String> rules = Conformance.rules().stream().map(Rule::id);
    assertThat(rules).containsExactlyInAnyOrderElementsOf(noticed);
    String page = Files.readString(Path.of("..", "docs", "agents", "contract.md"));
    for (Rule rule : Conformance.rules()) {
      assertThat(page).contains("### " + rule.id() + "\n");
      assertThat(page).contains(rule.title());
    }
  }
}
