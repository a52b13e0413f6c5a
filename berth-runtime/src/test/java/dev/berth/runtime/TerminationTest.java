package dev.berth.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** SIGTERM, sent to a process of its own. */
final class TerminationTest {
  private final List<Process> started = new ArrayList<>();

  /** A process that serves. */
  private record Agent(Process process, BufferedReader out, int port) {
    /** Not through {@link Process#destroy}, which closes the streams, too. */
    void terminate() {
      process.toHandle().destroy();
    }
  }

  /** An agent whose invocations end when they are told to, or never. */
  static final class Main {
    public static void main(String[] arguments) throws IOException, InterruptedException {
      CountDownLatch told = new CountDownLatch(1);
      boolean stubborn = arguments[0].equals("stubborn");
      AgentApp app =
          AgentApp.builder()
              .host("127.0.0.1")
              .port(Integer.parseInt(arguments[1]))
              .drain(Duration.ofSeconds(60))
              .handler(
                  JsonNode.class,
                  in -> {
                    System.out.println("entered");
                    (stubborn ? new CountDownLatch(1) : told).await();
                    return "finished";
                  })
              .build();
      app.onShutdown(
          () -> {
            System.out.println("told");
            told.countDown();
          });
      app.run();
    }
  }

  private Agent start(String kind) throws IOException {
    int port;
    try (var free = new java.net.ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                kind,
                Integer.toString(port))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    started.add(process);
    Agent agent = new Agent(process, process.inputReader(StandardCharsets.UTF_8), port);
    await()
        .ignoreExceptions()
        .until(
            () -> {
              try (RawClient client = new RawClient(port)) {
                return client.say("GET /ping HTTP/1.1\r\n\r\n").reply().status() == 200;
              }
            });
    return agent;
  }

  @AfterEach
  void end() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void theFirstDrainsAndEndsWithZero() throws Exception {
    Agent agent = start("polite");
    try (RawClient client = new RawClient(agent.port()).post("", "{}")) {
      assertThat(agent.out().readLine()).isEqualTo("entered");
      agent.terminate();
      assertThat(client.reply().body()).isEqualTo("\"finished\"");
    }
    assertThat(agent.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(agent.process().exitValue()).isZero();
    assertThat(agent.out().readLine()).isEqualTo("told");
  }

  @Test
  void theSecondEndsAtOnce() throws Exception {
    Agent agent = start("stubborn");
    try (RawClient _ = new RawClient(agent.port()).post("", "{}")) {
      assertThat(agent.out().readLine()).isEqualTo("entered");
      agent.terminate();
      assertThat(agent.out().readLine()).isEqualTo("told");
      assertThat(agent.process().isAlive()).as("the drain goes on for a minute").isTrue();
      agent.terminate();
      assertThat(agent.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(agent.process().exitValue()).isEqualTo(143);
    }
  }
}
