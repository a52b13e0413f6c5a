package dev.berth.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.conformance.AgentProcess;
import dev.berth.cli.conformance.Conformance;
import dev.berth.cli.conformance.Finding;
import dev.berth.cli.conformance.Payloads;
import dev.berth.cli.conformance.Rule;
import dev.berth.cli.conformance.Verdict;
import dev.berth.cli.time.SystemTime;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The servlet that the documentation shows, inside Jetty, looked at with the conformance kit. */
final class MountedAgentTest {
  private static final Payloads PAYLOADS =
      new Payloads(
          "{\"prompt\":\"hello\"}",
          Optional.of("{\"millis\":500}"),
          Optional.of("{\"fail\":true}"),
          Optional.of("{\"count\":6}"),
          Optional.of("{\"count\":3,\"failAt\":1}"),
          Optional.empty());

  /** Those that only wait have been looked at where the app has a listener of its own. */
  private static Set<String> rules() {
    return Conformance.rules().stream()
        .map(Rule::id)
        .filter(id -> !id.startsWith("RUN") && !Set.of("PING-3", "PING-7", "WS-1").contains(id))
        .collect(Collectors.toSet());
  }

  @Test
  void theServletOfTheDocumentationKeepsTheContract() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path servlet =
        Path.of(System.getProperty("berth.root", ".."), "docs/agents/examples/AgentServlet.java");
    AgentProcess.Start start =
        new AgentProcess.Start(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                servlet.toAbsolutePath().toString(),
                Integer.toString(port)),
            Map.of("PATH", "/usr/bin:/bin"),
            Path.of("").toAbsolutePath(),
            ProcessBuilder.Redirect.DISCARD);
    URI address = URI.create("http://127.0.0.1:" + port + "/");
    List<Finding> findings =
        new Conformance(
                new SystemTime(),
                new Conformance.Subject(
                    address, PAYLOADS, Optional.of(start), Duration.ofSeconds(30), rules()))
            .run(_ -> {});
    assertThat(findings).extracting(Finding::verdict).containsOnly(Verdict.KEPT);
  }
}
