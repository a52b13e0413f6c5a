package dev.berth.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.CommandRun;
import dev.berth.cli.CommandRun.Result;
import dev.berth.cli.conformance.Defect;
import dev.berth.cli.conformance.PlayedAgent;
import dev.berth.cli.time.SystemTime;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code berth dev}, as an agent's author types it. */
class DevCommandTest {
  @TempDir private Path directory;

  private Result dev(PlayedAgent agent, String command, String... more) {
    String address = "http://127.0.0.1:" + agent.port();
    String[] line = new String[more.length + (command.equals("check") ? 3 : 4)];
    line[0] = "dev";
    line[1] = command;
    int next = 2;
    if (!command.equals("check")) {
      line[next++] = "--url";
    }
    line[next++] = address;
    System.arraycopy(more, 0, line, next, more.length);
    return new CommandRun().in(directory).time(new SystemTime()).run(line);
  }

  private static PlayedAgent agent(Defect defect) throws Exception {
    return new PlayedAgent(defect, new SystemTime(), 0);
  }

  @Test
  void aBrokenRuleIsToldWithWhatWasExpectedAndWhatCame() throws Exception {
    try (PlayedAgent agent = agent(Defect.WANTS_JSON_TYPE)) {
      Result result = dev(agent, "check", "--only", "INV-1", "--only", "INV-2", "--only", "SSE-1");
      assertThat(result.exit()).isEqualTo(1);
      assertThat(result.out())
          .contains("\u2713 INV-1   a valid request is answered")
          .contains("\u2717 INV-2   the Content-Type does not matter")
          .contains("expected  the answer of INV-1 also for text/plain")
          .contains("came      415 {\"error\":\"Unsupported Media Type\"} for text/plain")
          .contains("see       docs/agents/contract.md#inv-2")
          .contains("not checked; needs a request answered by a stream: --stream-payload")
          .contains("1 kept, 1 broken, 1 not checked");
    }
  }

  @Test
  void theReportForCiIsXmlWithFailuresAndSkips() throws Exception {
    try (PlayedAgent agent = agent(Defect.PING_WITHOUT_TIME)) {
      Result result =
          dev(agent, "check", "--only", "PING-1", "--only", "INV-5", "--junit", "report.xml");
      assertThat(result.exit()).isEqualTo(1);
    }
    Element suite =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(directory.resolve("report.xml").toFile())
            .getDocumentElement();
    assertThat(suite.getAttribute("tests")).isEqualTo("2");
    assertThat(suite.getAttribute("failures")).isEqualTo("1");
    assertThat(suite.getAttribute("skipped")).isEqualTo("1");
    assertThat(suite.getTextContent())
        .contains("came: no time_of_last_update in 200 {\"status\":\"Healthy\"}")
        .contains("docs/agents/contract.md#ping-1");
  }

  @Test
  void theFindingsAreJsonForPrograms() throws Exception {
    try (PlayedAgent agent = agent(Defect.NONE)) {
      Result result = dev(agent, "check", "--only", "INV-3", "--output", "json");
      assertThat(result.exit()).isZero();
      JsonNode finding = new JsonMapper().readTree(result.out()).path(0);
      assertThat(finding.path("rule").asString()).isEqualTo("INV-3");
      assertThat(finding.path("verdict").asString()).isEqualTo("kept");
    }
  }

  @Test
  void aRuleThatThereIsNotAndAnAddressThatIsNoneAreWrongUsage() {
    Result rule = new CommandRun().run("dev", "check", "--only", "PING-99");
    assertThat(rule.exit()).isEqualTo(2);
    assertThat(rule.err()).contains("there is no rule PING-99").contains("berth dev check --rules");
    Result address = new CommandRun().run("dev", "check", "localhost:8080/ping");
    assertThat(address.exit()).isEqualTo(2);
    assertThat(address.err()).contains("localhost:8080/ping is not the address of an agent");
  }

  @Test
  void anAgentThatIsNotThereIsSaidToBeNotThere() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    Result check = new CommandRun().run("dev", "check", "http://127.0.0.1:" + free);
    assertThat(check.exit()).isEqualTo(1);
    assertThat(check.err()).contains("AGENT_NOT_REACHED").contains("berth dev run -- COMMAND");
    Result invoke =
        new CommandRun().run("dev", "invoke", "{}", "--url", "http://127.0.0.1:" + free);
    assertThat(invoke.exit()).isEqualTo(1);
    assertThat(invoke.err()).contains("AGENT_NOT_REACHED");
  }

  @Test
  void anAgentThatEndsAtOnceIsSaidToHaveEnded() {
    Result result =
        new CommandRun()
            .time(new SystemTime())
            .run("dev", "check", "http://127.0.0.1:9", "--start", "sh -c 'exit 7'");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("AGENT_NOT_STARTED").contains("with exit code 7");
  }

  @Test
  void theRulesCanBeListed() {
    Result result = new CommandRun().run("dev", "check", "--rules");
    assertThat(result.exit()).isZero();
    assertThat(result.out()).contains("PING-1").contains("RUN-3");
  }

  @Test
  void anInvocationPrintsTheAnswer() throws Exception {
    try (PlayedAgent agent = agent(Defect.NONE)) {
      Files.writeString(directory.resolve("request.json"), "{\"prompt\":\"hello\"}");
      Result result = dev(agent, "invoke", "@request.json");
      assertThat(result.exit()).isZero();
      assertThat(result.out()).isEqualTo("{\"reply\":\"hello\"}\n");
    }
  }

  @Test
  void anInvocationPrintsTheEventsOfAStream() throws Exception {
    try (PlayedAgent agent = agent(Defect.NONE)) {
      Result result = dev(agent, "invoke", "{\"stream_ms\":10}");
      assertThat(result.out().lines()).hasSize(10).first().isEqualTo("{\"n\":0}");
    }
  }

  @Test
  void anAgentsErrorIsTheCommandsError() throws Exception {
    try (PlayedAgent agent = agent(Defect.NONE)) {
      Result result = dev(agent, "invoke", "{\"fail\":true}");
      assertThat(result.exit()).isEqualTo(1);
      assertThat(result.out()).contains("{\"error\":\"it failed\"}");
      assertThat(result.err()).contains("AGENT_ANSWERED_ERROR").contains("status 500");
    }
  }

  @Test
  void aFileThatIsNotThereIsWrongUsage() {
    Result result = new CommandRun().in(directory).run("dev", "invoke", "@none.json");
    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.err()).contains("@none.json cannot be read: there is no such file");
  }

  @Test
  void anAgentIsStartedWithItsExitCodeAndOnlyWhatWasNamed() throws Exception {
    Path seen = directory.resolve("seen");
    Result result =
        new CommandRun()
            .time(new SystemTime())
            .environment("PATH", "/usr/bin:/bin")
            .environment("SECRET", "hidden")
            .environment("PASSED", "on")
            .in(directory)
            .run(
                "dev",
                "run",
                "--env",
                "GIVEN=yes",
                "--env",
                "PASSED",
                "--",
                "sh",
                "-c",
                "env > " + seen + "; exit 5");
    assertThat(result.exit()).isEqualTo(5);
    assertThat(Files.readString(seen)).contains("GIVEN=yes", "PASSED=on").doesNotContain("hidden");
  }

  @Test
  void aProgramThatIsNotThereIsSaidToBeNotThere() {
    Result result = new CommandRun().run("dev", "run", "--", "/no/such/program");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("AGENT_NOT_STARTED").contains("No such file");
  }
}
