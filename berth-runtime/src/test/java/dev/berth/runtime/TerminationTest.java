package dev.berth.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** SIGTERM, sent to a process of its own. */
final class TerminationTest {
  /** An agent whose invocations end when they are told to, or never. */
  static final class Main {
    public static void main(String[] arguments) throws IOException, InterruptedException {
      CountDownLatch told = new CountDownLatch(1);
      boolean stubborn = arguments[1].equals("stubborn");
      AgentApp app =
          AgentApp.builder()
              .host("127.0.0.1")
              .port(Integer.parseInt(arguments[0]))
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
      Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("flushed")));
      app.run();
    }
  }

  @Test
  void theFirstDrainsRunsTheHooksAndEndsWithZero() throws Exception {
    try (AgentJvm agent = AgentJvm.start(Main.class, List.of(), "polite")) {
      try (RawClient client = new RawClient(agent.port()).post("", "{}")) {
        assertThat(agent.out().readLine()).isEqualTo("entered");
        agent.terminate();
        assertThat(client.reply().body()).isEqualTo("\"finished\"");
      }
      assertThat(agent.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(agent.process().exitValue()).isZero();
      assertThat(agent.out().lines()).containsExactlyInAnyOrder("told", "flushed");
    }
  }

  @Test
  void theSecondEndsAtOnce() throws Exception {
    try (AgentJvm agent = AgentJvm.start(Main.class, List.of(), "stubborn")) {
      try (RawClient _ = new RawClient(agent.port()).post("", "{}")) {
        assertThat(agent.out().readLine()).isEqualTo("entered");
        agent.terminate();
        // In its first moments a process drains beside its other hooks, which may be first to
        // speak.
        assertThat(agent.out().lines().anyMatch("told"::equals)).isTrue();
        assertThat(agent.process().isAlive()).as("the drain goes on for a minute").isTrue();
        // Again, because one that comes within a process' first moments is not seen.
        await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () -> {
                  agent.terminate();
                  return agent.process().waitFor(100, TimeUnit.MILLISECONDS);
                });
        assertThat(agent.process().exitValue()).isEqualTo(143);
      }
    }
  }
}
