package dev.berth.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.cli.time.ClientTime;
import dev.berth.cli.time.SystemTime;
import dev.berth.runtime.AgentApp;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kit against agents of which is known what is wrong with them. */
@Execution(ExecutionMode.CONCURRENT)
class ConformanceTest {
  private static final Payloads ALL =
      new Payloads(
          "{\"prompt\":\"hello\"}",
          Optional.of("{\"sleep_ms\":500}"),
          Optional.of("{\"fail\":true}"),
          Optional.of("{\"stream_ms\":600}"),
          Optional.of("{\"failing_stream\":true}"),
          Optional.of("hello"));

  /** For agents with a defect: what they are waited for never comes. */
  private final ClientTime quick = new QuickTime();

  private final ClientTime real = new SystemTime();

  private static List<Finding> look(
      ClientTime time,
      int port,
      Payloads payloads,
      Optional<AgentProcess.Start> start,
      Set<String> only)
      throws InterruptedException {
    URI address = URI.create("http://127.0.0.1:" + port + "/");
    return new Conformance(
            time, new Conformance.Subject(address, payloads, start, Duration.ofSeconds(30), only))
        .run(_ -> {});
  }

  private static AgentProcess.Start process(Defect defect, int port) {
    String java = ProcessHandle.current().info().command().orElseThrow();
    return new AgentProcess.Start(
        List.of(
            java,
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            PlayedAgent.class.getName(),
            defect.name(),
            Integer.toString(port)),
        Map.of("PATH", "/usr/bin:/bin"),
        Path.of("").toAbsolutePath(),
        ProcessBuilder.Redirect.DISCARD);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static Payloads without(Defect defect) {
    return defect == Defect.IDLE_SOCKET
        ? new Payloads(
            ALL.valid(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty())
        : ALL;
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void eachDefectIsNoticedByItsRule(Defect defect) throws Exception {
    boolean ofProcess = defect.rule().startsWith("RUN");
    List<Finding> findings;
    if (ofProcess) {
      int port = freePort();
      Optional<AgentProcess.Start> start = Optional.of(process(defect, port));
      findings = look(quick, port, ALL, start, Set.of(defect.rule()));
    } else {
      try (PlayedAgent agent = new PlayedAgent(defect, quick, 0)) {
        findings =
            look(quick, agent.port(), without(defect), Optional.empty(), Set.of(defect.rule()));
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
    int port = freePort();
    List<Finding> findings =
        look(real, port, ALL, Optional.of(process(Defect.NONE, port)), httpAndProcessRules());
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
  void anAgentOfTheLibraryBreaksNothing() throws Exception {
    try (AgentApp app = LibraryAgent.app(real).build()) {
      List<Finding> findings = look(real, app.start(), ALL, Optional.empty(), Set.of());
      assertThat(findings).filteredOn(Finding::broken).isEmpty();
      assertThat(findings)
          .filteredOn(one -> one.verdict() instanceof Verdict.NotChecked)
          .extracting(one -> one.rule().id())
          .containsExactly("WS-2", "RUN-1", "RUN-2", "RUN-3");
    }
  }

  /** The programs that the documentation shows, each started as it says. */
  @ParameterizedTest
  @ValueSource(strings = {"agent.py", "HelloAgent.java"})
  void theAgentsOfTheDocumentationBreakNothing(String file) throws Exception {
    Path example = Path.of("..", "docs", "agents", "examples", file).toAbsolutePath().normalize();
    boolean java = file.endsWith(".java");
    assumeTrue(java || Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is not installed");
    int port = freePort();
    List<String> program =
        java
            ? List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"))
            : List.of("/usr/bin/python3");
    List<String> command = new ArrayList<>(program);
    command.add(example.toString());
    command.add(Integer.toString(port));
    AgentProcess.Start start =
        new AgentProcess.Start(
            command,
            Map.of("PATH", "/usr/bin:/bin"),
            Path.of("").toAbsolutePath(),
            ProcessBuilder.Redirect.DISCARD);
    Payloads payloads =
        new Payloads(
            "{\"prompt\":\"hello\"}",
            Optional.of("{\"seconds\":1}"),
            Optional.of("{\"prompt\":\"fail\"}"),
            Optional.of("{\"count\":4}"),
            Optional.of("{\"count\":3,\"failAt\":2}"),
            Optional.empty());
    List<Finding> findings = look(real, port, payloads, Optional.of(start), Set.of());
    assertThat(findings).filteredOn(Finding::broken).isEmpty();
    assertThat(findings)
        .filteredOn(one -> one.verdict() instanceof Verdict.NotChecked)
        .extracting(one -> one.rule().id())
        .containsExactly("WS-1");
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
