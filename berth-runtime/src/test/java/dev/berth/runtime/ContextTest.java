package dev.berth.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a handler knows of who asked, and what the log says of it. */
final class ContextTest {
  private static final String PREFIX = "X-Amzn-Bedrock-AgentCore-Runtime-";

  private final TestApps apps = new TestApps();

  @AfterEach
  void close() {
    apps.close();
  }

  private static InvocationContext of(Map<String, String> headers) {
    return InvocationContext.of(headers, () -> "made here");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization",
        "X-Amzn-Bedrock-AgentCore-Runtime-Custom-Colour",
        "x-amzn-bedrock-agentcore-runtime-CUSTOM-",
        "X-Amzn-Trace-Id",
        "traceparent",
        "tracestate",
        "baggage",
        "X-Tenant",
        "Amz-Thing"
      })
  void aHandlerSeesWhatIsMeantForIt(String name) {
    assertThat(of(Map.of(name, "v")).headers()).containsExactly(Map.entry(name, "v"));
    assertThat(of(Map.of(name, "")).headers()).as("empty values").containsEntry(name, "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Amz-Date",
        "x-amz-security-token",
        "X-Amzn-RequestId",
        "X-Amzn-Bedrock-AgentCore-Runtime-Session-Id",
        "X-Amzn-Bedrock-AgentCore-Runtime-Custom",
        "X-Amz-Bedrock-AgentCore-Identity-WAT",
        "WorkloadAccessToken",
        "OAuth2CallbackUrl",
        "Cookie",
        "HOST",
        "content-type",
        "Accept",
        "User-Agent",
        "X-Forwarded-For",
        "Access-Control-Request-Method",
        "Sec-WebSocket-Key",
        "CF-Ray"
      })
  void aHandlerSeesNothingOfTheConnectionAndThePlatform(String name) {
    assertThat(of(Map.of(name, "v")).headers()).isEmpty();
  }

  @Test
  void aRequestHasAnIdWhateverCame() {
    assertThat(of(Map.of(PREFIX + "Request-Id", "a", "x-amzn-requestid", "b")).requestId())
        .isEqualTo("a");
    assertThat(of(Map.of(PREFIX + "Request-Id", " ", "X-AMZN-RequestId", "b")).requestId())
        .isEqualTo("b");
    assertThat(of(Map.of()).requestId()).isEqualTo("made here");
    assertThat(of(Map.of(PREFIX + "Session-Id", "")).sessionId()).isEmpty();
    assertThat(of(Map.of(PREFIX + "USER-ID", "u")).userId()).contains("u");
  }

  @Test
  void theTraceIsThatOfW3cOrOfThePlatform() {
    String id = "4bf92f3577b34da6a3ce929d0e0e4736";
    assertThat(of(Map.of("Traceparent", "00-" + id + "-00f067aa0ba902b7-01")).traceId())
        .contains(id);
    assertThat(of(Map.of("X-Amzn-Trace-Id", "Self=1; Root=1-2-3;Sampled=1")).traceId())
        .contains("1-2-3");
    assertThat(of(Map.of("traceparent", "nonsense")).traceId()).isEmpty();
    assertThat(of(Map.of()).traceId()).isEmpty();
  }

  @Test
  void workAfterTheAnswerKeepsItsContextAndTheAgentBusy() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    AgentAppBuilder builder = AgentApp.builder();
    TestApps.Running[] agent = new TestApps.Running[1];
    builder.handler(
        JsonNode.class,
        in -> {
          TaskHandle task = agent[0].app().task("index");
          InvocationContext context = InvocationContext.current();
          Thread.ofVirtual()
              .start(
                  () ->
                      context.run(
                          () -> {
                            try (task) {
                              release.await();
                              seen.add(InvocationContext.current().requestId());
                            } catch (InterruptedException e) {
                              Thread.currentThread().interrupt();
                            }
                          }));
          return "accepted";
        });
    agent[0] = apps.start(builder);
    try (RawClient client = new RawClient(agent[0].port())) {
      client.post(PREFIX + "Request-Id: r7\r\n", "{}");
      assertThat(client.reply().body()).isEqualTo("\"accepted\"");
    }
    apps.timeIs(1_003);
    assertThat(agent[0].ping()).contains("HealthyBusy", "1000");
    assertThat(agent[0].app().openTasks())
        .containsExactly(new OpenTask("index", java.time.Duration.ofSeconds(3)));
    release.countDown();
    assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("r7");
    await().untilAsserted(() -> assertThat(agent[0].ping()).contains("\"Healthy\"", "1003"));
    assertThat(agent[0].app().openTasks()).isEmpty();
  }

  @Test
  void outsideAnInvocationThereIsNoContext() {
    assertThat(InvocationContext.find()).isEmpty();
    assertThatThrownBy(InvocationContext::current).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aLineOfTheLogIsOneObjectWithWhatIsKnown() throws Exception {
    TestApps.Running agent =
        apps.start(
            AgentApp.builder()
                .handler(
                    JsonNode.class,
                    in -> {
                      throw new IllegalStateException("two\nlines");
                    }));
    agent.app().log().info("mine", "outside");
    try (RawClient client = new RawClient(agent.port())) {
      client.post(
          PREFIX + "Session-Id: s1\r\nx-amzn-requestid: r1\r\nx-amzn-trace-id: Root=1-a\r\n", "{}");
      assertThat(client.reply().status()).isEqualTo(500);
    }
    String[] lines = apps.log().split("\n", -1);
    assertThat(lines).hasSize(3);
    assertThat(lines[0])
        .isEqualTo(
            "{\"timestamp\":\"1970-01-01T00:16:40.000Z\",\"level\":\"INFO\",\"logger\":\"mine\","
                + "\"message\":\"outside\"}");
    JsonNode failure = new JsonMapper().readTree(lines[1]);
    assertThat(failure.propertyNames())
        .containsExactly(
            "timestamp",
            "level",
            "logger",
            "message",
            "requestId",
            "sessionId",
            "traceId",
            "errorType",
            "errorMessage",
            "location",
            "stackTrace");
    assertThat(failure.path("level").asString()).isEqualTo("ERROR");
    assertThat(failure.path("requestId").asString()).isEqualTo("r1");
    assertThat(failure.path("sessionId").asString()).isEqualTo("s1");
    assertThat(failure.path("traceId").asString()).isEqualTo("1-a");
    assertThat(failure.path("errorMessage").asString()).isEqualTo("two\nlines");
    assertThat(failure.path("location").asString()).contains("ContextTest.java:");
    assertThat(failure.path("stackTrace")).isNotEmpty();
  }
}
