package dev.berth.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.berth.agent.AgentMain;
import dev.berth.cli.time.ClientTime;
import dev.berth.cli.time.SystemTime;
import dev.berth.runtime.AgentApp;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The kit against the agents that are ours: of the library, of the documentation, and Berth's. */
@Execution(ExecutionMode.CONCURRENT)
class RealAgentsTest {
  private static final Path EXAMPLES =
      Path.of("..", "docs", "agents", "examples").toAbsolutePath().normalize();

  /** What the agents of the documentation understand. */
  private static final Payloads DOCUMENTED =
      new Payloads(
          "{\"prompt\":\"hello\"}",
          Optional.of("{\"seconds\":1}"),
          Optional.of("{\"prompt\":\"fail\"}"),
          Optional.of("{\"count\":4}"),
          Optional.of("{\"count\":3,\"failAt\":2}"),
          Optional.empty());

  @TempDir private Path directory;

  private final ClientTime real = new SystemTime();

  @Test
  void anAgentOfTheLibraryBreaksNothing() throws Exception {
    try (AgentApp app = LibraryAgent.app(real).build()) {
      List<Finding> findings = Looked.at(app.start(), real, Looked.ALL, Optional.empty(), Set.of());
      assertThat(findings).filteredOn(Finding::broken).isEmpty();
      assertThat(Looked.notChecked(findings)).containsExactly("WS-2", "RUN-1", "RUN-2", "RUN-3");
    }
  }

  @Test
  void norInSomebodyElsesServer() throws Exception {
    ClientTime quick = new QuickTime();
    Payloads http =
        new Payloads(
            Looked.ALL.valid(),
            Looked.ALL.slow(),
            Looked.ALL.failing(),
            Looked.ALL.stream(),
            Looked.ALL.failingStream(),
            Optional.empty());
    try (AgentApp app = LibraryAgent.app(quick).build();
        MountedAgent mounted = MountedAgent.start(app)) {
      List<Finding> findings = Looked.at(mounted.port(), quick, http, Optional.empty(), Set.of());
      assertThat(findings).filteredOn(Finding::broken).isEmpty();
      assertThat(Looked.notChecked(findings)).containsExactly("WS-1", "RUN-1", "RUN-2", "RUN-3");
    }
  }

  /** Its gateway ends each session at once: only the contract is looked at. */
  @Test
  void theReferenceAgentBreaksNothing() throws Exception {
    HttpServer gateway =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    gateway.createContext(
        "/",
        call -> {
          try (call) {
            call.sendResponseHeaders(410, -1);
          }
        });
    gateway.start();
    try {
      List<Finding> findings = lookAtReferenceAgent(gateway.getAddress().getPort());
      assertThat(findings).filteredOn(Finding::broken).isEmpty();
      // It answers at once and in one piece, so no request to it is slow or a stream.
      assertThat(Looked.notChecked(findings))
          .containsExactly(
              "PING-4", "PING-5", "PING-7", "INV-6", "SSE-1", "SSE-2", "SSE-3", "SSE-4", "SSE-5",
              "WS-1", "RUN-3");
    } finally {
      gateway.stop(0);
    }
  }

  private List<Finding> lookAtReferenceAgent(int gateway) throws Exception {
    Payloads payloads =
        new Payloads(
            """
            {"prompt":"hello","berth":{"gateway_url":"http://127.0.0.1:%d","token":"t"}}\
            """
                .formatted(gateway),
            Optional.empty(),
            Optional.of("{\"prompt\":\"not from Berth\"}"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    int port = Looked.freePort();
    AgentProcess.Start start =
        Looked.java(
            Optional.empty(),
            AgentMain.class.getName(),
            "--host",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--workspace",
            directory.toString());
    return Looked.at(port, real, payloads, Optional.of(start), Set.of());
  }

  /** Compiled once: it is started four times. */
  @Test
  void theJavaAgentOfTheDocumentationBreaksNothing() throws Exception {
    int failures =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                directory.toString(),
                EXAMPLES.resolve("HelloAgent.java").toString());
    assertThat(failures).isZero();
    int port = Looked.freePort();
    documentedBreaksNothing(
        port, Looked.java(Optional.of(directory), "HelloAgent", Integer.toString(port)));
  }

  @Test
  void thePythonAgentOfTheDocumentationBreaksNothing() throws Exception {
    Path python = Path.of("/usr/bin/python3");
    assumeTrue(Files.isExecutable(python), "python3 is not installed");
    int port = Looked.freePort();
    String program = EXAMPLES.resolve("agent.py").toString();
    documentedBreaksNothing(
        port, Looked.process(List.of(python.toString(), program, Integer.toString(port))));
  }

  private void documentedBreaksNothing(int port, AgentProcess.Start start) throws Exception {
    List<Finding> findings = Looked.at(port, real, DOCUMENTED, Optional.of(start), Set.of());
    assertThat(findings).filteredOn(Finding::broken).isEmpty();
    assertThat(Looked.notChecked(findings)).containsExactly("WS-1");
  }
}
