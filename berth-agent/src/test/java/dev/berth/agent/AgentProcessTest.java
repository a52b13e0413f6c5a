package dev.berth.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.agent.demo.DemoSample;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The agent as a process of its own, spoken to only over HTTP. */
final class AgentProcessTest {
  @TempDir private Path directory;
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void fixesTheSamplePushesAndReports() throws Exception {
    try (World world = new World(directory, DemoSample.Bug.TAX, DemoSample.fixTranscript())) {
      int port = freePort();
      Path output = directory.resolve("agent.log");
      long started = System.nanoTime();
      Process agent =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  classPath(),
                  AgentMain.class.getName(),
                  "--host",
                  "127.0.0.1",
                  "--port",
                  Integer.toString(port),
                  "--workspace",
                  world.workspace.toString())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try {
        await()
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(5))
            .atMost(Duration.ofSeconds(20))
            .until(() -> ping(port).equals("Healthy"));
        long healthy = System.nanoTime();
        String accepted = invoke(port, world);
        assertThat(accepted).contains("accepted");
        assertThat(invoke(port, world)).contains("already_running");
        await().pollInterval(Duration.ofMillis(5)).until(() -> !world.gateway.beatNanos.isEmpty());
        assertThat(ping(port)).isEqualTo("HealthyBusy");
        System.out.println(
            "start to healthy "
                + millis(started, healthy)
                + " ms, healthy to first heartbeat "
                + millis(healthy, world.gateway.beatNanos.getFirst())
                + " ms");
        await().atMost(Duration.ofMinutes(1)).until(() -> !world.gateway.results.isEmpty());
        assertThat(world.outcome()).as(Files.readString(output)).isEqualTo("success");
        await().until(() -> ping(port).equals("Healthy"));
        check(world);
        assertThat(Files.readString(output)).doesNotContain(FakeGateway.TOKEN);
      } finally {
        agent.destroy();
        assertThat(agent.waitFor(20, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(agent.exitValue()).isZero();
    }
  }

  private static void check(World world) throws Exception {
    FakeGateway gateway = world.gateway;
    assertThat(gateway.violations).isEmpty();
    JsonNode result = gateway.results.getFirst();
    assertThat(result.path("reported").path("build").path("before").path("exit").asInt())
        .isEqualTo(1);
    assertThat(result.path("reported").path("build").path("after").path("exit").asInt()).isZero();
    assertThat(result.path("turns_completed").asInt()).isEqualTo(8);
    assertThat(
            result.path("commands").valueStream().map(c -> c.path("command").asString()).toList())
        .startsWith("./build.sh", "./build.sh")
        .contains("git status --short && git diff --stat");
    String message = world.git(world.bare, "log", "-1", "--format=%an <%ae>%n%B", World.BRANCH);
    assertThat(message)
        .startsWith("Berth <berth@localhost>\nRound the tax half up")
        .contains("\nTask-Id: task_1\nPrompt-Version: abcdef012345");
    assertThat(world.git(world.bare, "diff", "--stat", "main", World.BRANCH))
        .contains("Tax.java", "1 file changed");
    assertThat(world.git(world.bare, "for-each-ref", "--format=%(refname)"))
        .isEqualTo("refs/heads/" + World.BRANCH + "\nrefs/heads/main");
    JsonNode request = gateway.changeRequests.getFirst();
    assertThat(request.path("title").asString())
        .isEqualTo("Round the tax half up instead of dropping the fraction");
    assertThat(request.path("body").asString())
        .contains("before red (exit 1), after green")
        .contains("all five are green");
    assertThat(request.path("base").asString()).isEqualTo("main");
    assertThat(
            gateway.events("agent_milestone").stream()
                .map(e -> e.path("metadata").path("milestone").asString())
                .toList())
        .isEqualTo(World.CODING);
    assertThat(gateway.events("agent_milestone").get(2).path("metadata").path("state").asString())
        .isEqualTo("red");
    assertThat(gateway.events("agent_turn")).hasSize(8);
    assertThat(
            gateway.events("agent_turn").getFirst().path("metadata").path("input_tokens").asInt())
        .isEqualTo(1312);
    assertThat(gateway.events("agent_tool_call")).hasSize(9);
    assertThat(gateway.events("agent_tool_result"))
        .hasSize(9)
        .allMatch(e -> e.path("metadata").path("ok").isBoolean());
    assertThat(gateway.gates).hasSize(9);
    assertThat(gateway.events.toString()).doesNotContain(FakeGateway.TOKEN);
    assertThat(Files.readString(world.workspace.resolve("repo/.git/config")))
        .doesNotContain("Authorization");
  }

  private static String classPath() {
    return Optional.ofNullable(System.getProperty("surefire.test.class.path"))
        .orElseGet(() -> System.getProperty("java.class.path"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static long millis(long from, long to) {
    return (to - from) / 1_000_000;
  }

  private String ping(int port) throws InterruptedException {
    try {
      String body =
          send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ping")).build());
      return List.of(body.split("\"")).get(3);
    } catch (IOException e) {
      return "down";
    }
  }

  private String invoke(int port, World world) throws IOException, InterruptedException {
    String body =
        """
        {"prompt":"p","berth":{"gateway_url":"%s","token":"%s","session_id":"s","task_id":"t"}}\
        """
            .formatted(world.gateway.address(), FakeGateway.TOKEN);
    return send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/invocations"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private String send(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
