package dev.berth.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class AgentAppTest {
  private final TestApps apps = new TestApps();

  @AfterEach
  void close() {
    apps.close();
  }

  private int start(AgentAppBuilder builder) throws Exception {
    return apps.start(builder).port();
  }

  private static AgentAppBuilder app(Handler<JsonNode> handler) {
    return AgentApp.builder().handler(JsonNode.class, handler);
  }

  private static String ping(int port) throws Exception {
    try (RawClient client = new RawClient(port)) {
      return client.say("GET /ping HTTP/1.1\r\nHost: x\r\n\r\n").reply().body();
    }
  }

  private static RawClient.Reply post(int port, String headers, String body) throws Exception {
    try (RawClient client = new RawClient(port)) {
      return client.post(headers, body).reply();
    }
  }

  record Question(String prompt) {}

  record Reply(String text, int length) {}

  @Test
  void typedHandlerAnswersJsonWhateverTheContentType() throws Exception {
    int port =
        start(
            AgentApp.builder()
                .handler(Question.class, q -> new Reply(q.prompt(), q.prompt().length())));
    for (String type :
        List.of("", "Content-Type: application/octet-stream\r\n", "Content-Type: text/plain\r\n")) {
      RawClient.Reply reply = post(port, type, "{\"prompt\":\"größe\"}");
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.head()).contains("Content-Type: application/json");
      assertThat(reply.body()).isEqualTo("{\"text\":\"größe\",\"length\":5}");
    }
  }

  @Test
  void errorsHaveTheExactBodies() throws Exception {
    int port =
        start(
            app(
                in -> {
                  throw new IllegalStateException("it broke");
                }));
    assertThat(post(port, "", "{").body()).startsWith("{\"error\":\"Invalid JSON\",\"details\":");
    assertThat(post(port, "", "{").status()).isEqualTo(400);
    assertThat(post(port, "", "").status()).isEqualTo(400);
    try (RawClient client = new RawClient(port)) {
      RawClient.Reply reply = client.post("", new byte[] {'"', (byte) 0xc3, '"'}).reply();
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.body()).startsWith("{\"error\":\"Invalid encoding\"");
    }
    RawClient.Reply failed = post(port, "", "{}");
    assertThat(failed.status()).isEqualTo(500);
    assertThat(failed.body()).isEqualTo("{\"error\":\"it broke\"}");
    assertThat(apps.log()).contains("\"errorType\":\"IllegalStateException\"");
    int chosen =
        start(
            app(
                in -> {
                  throw new AgentException(422, "not that");
                }));
    assertThat(post(chosen, "", "{}").status()).isEqualTo(422);
    int none = start(AgentApp.builder());
    assertThat(post(none, "", "{}").body()).isEqualTo("{\"error\":\"No entrypoint defined\"}");
    try (RawClient client = new RawClient(none)) {
      assertThat(client.say("GET /nothing HTTP/1.1\r\n\r\n").reply().status()).isEqualTo(404);
    }
  }

  @Test
  void pingIsStampedAtTheFlipAndCountsTasks() throws Exception {
    TestApps.Running running = apps.start(app(in -> "ok"));
    int port = running.port();
    assertThat(ping(port)).isEqualTo("{\"status\":\"Healthy\",\"time_of_last_update\":1000}");
    apps.timeIs(1_005);
    TaskHandle task = running.app().task("background");
    TaskHandle second = running.app().task("another");
    apps.timeIs(1_009);
    assertThat(ping(port)).isEqualTo("{\"status\":\"HealthyBusy\",\"time_of_last_update\":1005}");
    task.close();
    task.close();
    assertThat(ping(port)).contains("HealthyBusy");
    second.close();
    apps.timeIs(1_020);
    assertThat(ping(port)).isEqualTo("{\"status\":\"Healthy\",\"time_of_last_update\":1009}");
  }

  @Test
  void pingAnswersWhileHandlersHogEveryThread() throws Exception {
    CountDownLatch entered = new CountDownLatch(8);
    CountDownLatch release = new CountDownLatch(1);
    int port =
        start(
            app(
                in -> {
                  entered.countDown();
                  while (release.getCount() > 0) {
                    Thread.onSpinWait();
                  }
                  return "done";
                }));
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      clients.add(new RawClient(port).post("", "{}"));
    }
    // Spinning handlers hold every carrier thread of the virtual threads, and most of the
    // processor.
    await().until(() -> entered.getCount() < 8);
    assertThat(ping(port)).contains("HealthyBusy");
    release.countDown();
    for (RawClient client : clients) {
      assertThat(client.reply().body()).isEqualTo("\"done\"");
      client.close();
    }
    // An invocation is in flight until its last byte is handed over, which its client may see
    // first.
    await().untilAsserted(() -> assertThat(ping(port)).contains("\"Healthy\""));
  }

  @Test
  void contextHasSessionRequestAndUserWithFallbacks() throws Exception {
    int port =
        start(
            app(
                in -> {
                  InvocationContext context = InvocationContext.current();
                  Map<String, Object> seen = new HashMap<>(context.headers());
                  seen.put("s", context.sessionId().orElse("-"));
                  seen.put("r", context.requestId());
                  return seen;
                }));
    String all =
        """
        x-amzn-bedrock-agentcore-runtime-session-id: s1\r
        X-Amzn-RequestId: r1\r
        Authorization: a\r
        Cookie: c\r
        X-Amzn-Bedrock-AgentCore-Runtime-Custom-Colour: red\r
        X-Amz-Date: d\r
        """;
    String body = post(port, all, "{}").body();
    assertThat(body)
        .contains("\"s\":\"s1\"", "\"r\":\"r1\"", "Custom-Colour", "Authorization")
        .doesNotContain("Cookie", "Amz-Date");
    assertThat(
            post(
                    port,
                    "X-Amzn-Bedrock-AgentCore-Runtime-Request-Id: r0\r\nx-amzn-requestid: r1\r\n",
                    "{}")
                .body())
        .contains("\"r\":\"r0\"");
    assertThat(post(port, "", "{}").body())
        .containsPattern("\"r\":\"[0-9a-f-]{36}\"")
        .contains("\"s\":\"-\"");
  }

  @Test
  void streamsAreFramedAndEndWithOneErrorEvent() throws Exception {
    int port =
        start(
            app(
                in ->
                    Answer.events(
                        sink -> {
                          sink.send("grüße");
                          sink.send(Map.of("n", 1));
                          throw new IllegalStateException("half way");
                        })));
    try (RawClient client = new RawClient(port)) {
      client.say("POST /invocations HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}");
      assertThat(client.head()).contains("text/event-stream");
      assertThat(client.rest())
          .isEqualTo(
              """
              data: "grüße"

              data: {"n":1}

              data: {"error":"half way","error_type":"IllegalStateException","message":"An error occurred during streaming"}

              """);
    }
  }

  @Test
  void streamIsBusyAndAClientThatGoesAwayEndsOnlyItsProducer() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    int port =
        start(
            app(
                in ->
                    Answer.events(
                        sink -> {
                          try {
                            while (true) {
                              sink.send("x".repeat(10_000));
                            }
                          } catch (ClientGoneException e) {
                            ended.countDown();
                            throw e;
                          }
                        })));
    try (RawClient client = new RawClient(port)) {
      client.post("", "{}").head();
      assertThat(ping(port)).contains("HealthyBusy");
    }
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    await().until(() -> ping(port).contains("\"Healthy\""));
  }

  @Test
  void connectionsAreKeptAndBodiesMayComeInChunks() throws Exception {
    int port = start(app(in -> in));
    try (RawClient client = new RawClient(port)) {
      client.say("POST /invocations HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\n");
      assertThat(client.say("4\r\n\":1}\r\n0\r\n\r\n").reply().body()).isEqualTo("{\"a\":1}");
      assertThat(client.say("GET /ping HTTP/1.1\r\n\r\n").reply().status()).isEqualTo(200);
      client.say(
          "POST /invocations HTTP/1.1\r\nContent-Length: 1\r\n\r\n7GET /ping HTTP/1.1\r\n\r\n");
      assertThat(client.reply().body()).isEqualTo("7");
      assertThat(client.reply().body()).contains("status");
    }
    int small = start(app(in -> in).maxPayloadBytes(10));
    assertThat(post(small, "", "[1,2,3,4,5,6,7]").status()).isEqualTo(413);
  }

  @Test
  void unwritableValuesBecomeText() throws Exception {
    Map<String, Object> cycle = new HashMap<>();
    cycle.put("self", List.of(cycle));
    int port = start(app(in -> cycle));
    assertThat(post(port, "", "{}").body())
        .isEqualTo("{\"error\":\"Serialization failed\",\"original_type\":\"HashMap\"}");
  }

  @Test
  void closeTellsRunningWorkAndWaitsForIt() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch entered = new CountDownLatch(1);
    TestApps.Running running =
        apps.start(
            app(
                in -> {
                  entered.countDown();
                  told.await();
                  return "finished";
                }));
    running.app().onShutdown(told::countDown);
    try (RawClient client = new RawClient(running.port()).post("", "{}")) {
      entered.await();
      running.app().close();
      assertThat(client.reply().body()).isEqualTo("\"finished\"");
    }
    assertThat(running.app().pingStatus()).isEqualTo(PingStatus.HEALTHY);
  }
}
