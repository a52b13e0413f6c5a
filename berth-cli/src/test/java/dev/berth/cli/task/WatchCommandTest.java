package dev.berth.cli.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.berth.cli.Answers;
import dev.berth.cli.CommandRun;
import dev.berth.cli.RecordedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WatchCommandTest {
  private static final String TASK = "/v1/tasks/" + Answers.TASK_ID;
  private static final String CREATED = Answers.event(1, "task_created", "{}");
  private static final String STARTED =
      Answers.event(2, "session_started", "{\"isolation\":\"bubblewrap\"}");
  private static final String COMPLETED =
      Answers.event(3, "task_completed", "{\"cost_micro_usd\":4200}");
  private static final String CLEAN =
      Answers.event(4, "session_cleanup_complete", "{\"released\":5}");

  private final RecordedServer server = new RecordedServer();

  WatchCommandTest() throws IOException {}

  @AfterEach
  void close() {
    server.close();
  }

  private static void stream(HttpExchange exchange, String text) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
    exchange.getResponseBody().flush();
  }

  @Test
  void showsTheTaskUntilItEnds() {
    server.json("GET " + TASK, 200, Answers.task("COMPLETED"));
    server.on(
        "GET " + TASK + "/events",
        e -> stream(e, ": hello\n\n" + CREATED + STARTED + COMPLETED + CLEAN));
    CommandRun.Result result = CommandRun.with(server).run("watch", Answers.TASK_ID);
    assertThat(result.out())
        .isEqualTo(
            """
            Task 01KBERTHTASK0000000000000A  acme/shop  coding/new-task-v1
              Fix the rounding of prices

            \u2022 task accepted
            \u2713 sandbox ready (bubblewrap)  1.0 s
            \u2713 COMPLETED in 2.0 s, $0.0042
            \u2713 a session was given back, 5 leases settled
            """);
    assertThat(result.exit()).isZero();
    assertThat(result.err()).contains("berth diff").contains("berth apply");
  }

  @Test
  void goesOnAfterTheLastEventWhenTheConnectionBreaks() {
    server.json("GET " + TASK, 200, Answers.task("FAILED"));
    AtomicInteger connections = new AtomicInteger();
    server.on(
        "GET " + TASK + "/events",
        exchange -> {
          switch (connections.incrementAndGet()) {
            case 1 -> stream(exchange, CREATED + "id: 01KEVENT0002\nevent: agent_tu");
            case 2 -> exchange.sendResponseHeaders(503, -1);
            // The server repeats what the client already has: it must not be shown twice.
            default ->
                stream(
                    exchange,
                    CREATED
                        + STARTED
                        + Answers.event(3, "task_failed", "{\"code\":\"NOTHING_DONE\"}")
                        + CLEAN);
          }
        });
    CommandRun.Result result = CommandRun.with(server).run("watch", Answers.TASK_ID);
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.out()).containsOnlyOnce("task accepted").containsOnlyOnce("connection lost");
    assertThat(result.out()).contains("FAILED in 2.0 s").contains("NOTHING_DONE");
    List<String> resumed =
        server.requests().stream()
            .filter(request -> request.path().endsWith("/events"))
            .map(request -> request.header("Last-Event-ID"))
            .toList();
    assertThat(resumed).containsExactly("", "01KEVENT0001", "01KEVENT0001");
  }

  @Test
  void stopsWhenItsTimeIsUp() {
    server.json("GET " + TASK, 200, Answers.task("RUNNING"));
    server.on(
        "GET " + TASK + "/events",
        exchange -> {
          stream(exchange, CREATED);
          // Stays open until the client has enough.
          while (true) {
            exchange.getResponseBody().write(": keep-alive\n\n".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
          }
        });
    CommandRun.Result result =
        CommandRun.with(server)
            .time(new CommandRun.SteppingTime(Duration.ofSeconds(1)))
            .run("watch", Answers.TASK_ID, "--timeout", "5s");
    assertThat(result.exit()).isEqualTo(4);
    assertThat(result.err()).contains("TIMED_OUT").contains("berth watch " + Answers.TASK_ID);
  }

  @Test
  void aTaskThatIsUnknownIsSaidAtOnce() {
    server.json("GET " + TASK, 404, Answers.error("NOT_FOUND", "no such task", "Look."));
    assertThat(CommandRun.with(server).run("watch", Answers.TASK_ID).exit()).isEqualTo(1);
  }

  @Test
  void followingTheEventsOfAnEndedTaskEnds() {
    server.json("GET " + TASK, 200, Answers.task("COMPLETED"));
    server.on(
        "GET " + TASK + "/events",
        exchange -> {
          stream(exchange, ": nothing more\n\n");
          exchange.getResponseBody().close();
        });
    CommandRun.Result result =
        CommandRun.with(server)
            .run("events", Answers.TASK_ID, "--follow", "--after", "01KEVENT0009");
    assertThat(result.exit()).isZero();
    assertThat(result.out()).isEmpty();
  }

  @Test
  void submitsWithAKeyAndWatches() {
    server.json("POST /v1/tasks", 201, Answers.task("SUBMITTED"));
    server.json("GET " + TASK, 200, Answers.task("COMPLETED"));
    server.on("GET " + TASK + "/events", e -> stream(e, CREATED + COMPLETED));
    CommandRun.Result result =
        CommandRun.with(server).input("do it").run("submit", "-r", "acme/shop", "--watch", "-");
    assertThat(result.exit()).isZero();
    RecordedServer.Request post = server.requests().getFirst();
    assertThat(post.header("Idempotency-Key")).matches("[A-Za-z0-9_-]{1,128}");
    assertThat(post.body())
        .contains("\"task_description\":\"do it\"")
        .contains("\"repo\":\"acme/shop\"");
  }

  @Test
  void aSubmitWhoseAnswerIsLostIsSentAgainWithTheSameKey() {
    AtomicInteger posts = new AtomicInteger();
    server.on(
        "POST /v1/tasks",
        exchange -> {
          if (posts.incrementAndGet() == 1) {
            return;
          }
          byte[] body = Answers.task("SUBMITTED").getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Idempotent-Replay", "true");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
        });
    CommandRun.Result result = CommandRun.with(server).run("submit", "do it");
    assertThat(result.exit()).isZero();
    assertThat(result.out()).contains("(submitted before)");
    List<String> keys =
        server.requests().stream()
            .map(request -> request.header("Idempotency-Key"))
            .distinct()
            .toList();
    assertThat(server.requests()).hasSizeGreaterThanOrEqualTo(2);
    assertThat(keys).hasSize(1);
  }
}
