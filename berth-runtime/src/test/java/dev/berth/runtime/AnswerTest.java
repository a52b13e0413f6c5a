package dev.berth.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What handlers return, to the byte. */
final class AnswerTest {
  private final TestApps apps = new TestApps();

  @AfterEach
  void close() {
    apps.close();
  }

  private TestApps.Running answering(Handler<JsonNode> handler) throws Exception {
    return apps.start(AgentApp.builder().handler(JsonNode.class, handler));
  }

  /** A value whose parts all fail. */
  static final class Hopeless {
    public String getText() {
      return List.<String>of().getFirst();
    }

    @Override
    public String toString() {
      throw new IllegalStateException("not even this");
    }
  }

  /** A value that has a string form and no other. */
  static final class Opaque {
    public String getText() {
      return List.<String>of().getFirst();
    }

    @Override
    public String toString() {
      return "opaque \u00fc";
    }
  }

  record Point(int x, Optional<String> name) {}

  private static List<Object> values() {
    List<Object> deep = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      deep = new ArrayList<>(List.of(deep));
    }
    Map<String, Object> cycle = new HashMap<>();
    cycle.put("self", List.of(cycle));
    Map<String, Object> large = new LinkedHashMap<>();
    for (int i = 0; i < 10_000; i++) {
      large.put("k" + i, "x".repeat(50));
    }
    return List.of(
        "gr\u00fc\u00dfe \ud83d\ude00 \"quoted\"\n",
        List.of(1, 2.5, true),
        Map.of("\u4f60", "\u597d"),
        new Point(1, Optional.of("origin")),
        new Opaque(),
        new Hopeless(),
        "cut \ud83d",
        cycle,
        deep,
        large);
  }

  @Test
  void aStreamAndAWholeAnswerWriteAValueAlike() throws Exception {
    List<Object> values = values();
    TestApps.Running agent =
        answering(
            in -> {
              Object value = values.get(in.path("value").asInt());
              return in.has("stream") ? Answer.events(sink -> sink.send(value)) : value;
            });
    List<String> whole = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      String body = agent.post("{\"value\":" + i + "}").body();
      String request = "{\"stream\":1,\"value\":" + i + "}";
      try (RawClient client = new RawClient(agent.port())) {
        client.say(
            "POST /invocations HTTP/1.0\r\nContent-Length: "
                + request.length()
                + "\r\n\r\n"
                + request);
        client.head();
        assertThat(client.rest()).isEqualTo("data: " + body + "\n\n");
      }
      whole.add(body);
    }
    assertThat(whole.subList(0, 8))
        .containsExactly(
            "\"gr\u00fc\u00dfe \ud83d\ude00 \\\"quoted\\\"\\n\"",
            "[1,2.5,true]",
            "{\"\u4f60\":\"\u597d\"}",
            "{\"x\":1,\"name\":\"origin\"}",
            "\"opaque \u00fc\"",
            "{\"error\":\"Serialization failed\",\"original_type\":\"Hopeless\"}",
            "\"cut \\uD83D\"",
            "{\"error\":\"Serialization failed\",\"original_type\":\"HashMap\"}");
    assertThat(whole.get(8)).startsWith("\"[[[[");
    assertThat(new JsonMapper().readTree(whole.get(9))).hasSize(10_000);
  }

  @Test
  void nothingIsJsonNull() throws Exception {
    assertThat(answering(in -> null).post("{}").body()).isEqualTo("null");
  }

  @Test
  void aHandlerChoosesStatusTypeAndHeaders() throws Exception {
    TestApps.Running agent =
        answering(
            in ->
                switch (in.path("kind").asString()) {
                  case "bytes" ->
                      Answer.bytes(207, "image/png", new byte[] {1, 2})
                          .header("X-Colour", "red")
                          .header("x-colour", "blue");
                  case "json" -> Answer.json(202, Map.of("a", 1)).header("Retry-After", "3");
                  default -> Answer.events(sink -> sink.send(1)).header("X-Stream", "yes");
                });
    RawClient.Reply bytes = agent.post("{\"kind\":\"bytes\"}");
    assertThat(bytes.status()).isEqualTo(207);
    assertThat(bytes.body()).hasSize(2);
    assertThat(bytes.head())
        .contains("Content-Type: image/png\r\n", "x-colour: blue\r\n")
        .doesNotContain("red");
    RawClient.Reply json = agent.post("{\"kind\":\"json\"}");
    assertThat(json.status()).isEqualTo(202);
    assertThat(json.head()).contains("Content-Type: application/json\r\n", "Retry-After: 3\r\n");
    try (RawClient client = new RawClient(agent.port()).post("", "{}")) {
      assertThat(client.head()).contains("text/event-stream", "X-Stream: yes\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:b", "a\r\nb", "content-length", "Transfer-Encoding", "ü"})
  void namesThatWouldBreakTheAnswerAreRefused(String name) {
    assertThatThrownBy(() -> Answer.json(1).header(name, "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void valuesThatWouldBreakTheAnswerAreRefused() {
    assertThatThrownBy(() -> Answer.json(1).header("X-A", "1\r\nX-B: 2"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Answer.bytes("text/plain\n", new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Answer.json(199, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AgentException(399, "no error"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 422, 500, 503})
  void aStatusThatAHandlerThrowsIsKept(int status) throws Exception {
    RawClient.Reply reply =
        answering(
                in -> {
                  throw new AgentException(status, "said so");
                })
            .post("{}");
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.body()).isEqualTo("{\"error\":\"said so\"}");
  }

  @Test
  void jsonThatAHandlerCannotReadIsItsOwnFailure() throws Exception {
    RawClient.Reply reply = answering(in -> new JsonMapper().readTree("{")).post("{}");
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.body()).startsWith("{\"error\":").doesNotContain("Invalid JSON", "\\tat ");
  }

  @Test
  void aFailureAlwaysHasWords() throws Exception {
    TestApps.Running agent =
        answering(
            in -> {
              switch (in.path("kind").asString()) {
                case "silent" -> throw new IllegalStateException();
                case "nameless" ->
                    throw new IllegalStateException() {
                      private static final long serialVersionUID = 1L;
                    };
                default -> throw new IllegalStateException("cut \ud83d");
              }
            });
    assertThat(agent.post("{\"kind\":\"silent\"}").body())
        .isEqualTo("{\"error\":\"IllegalStateException\"}");
    assertThat(agent.post("{\"kind\":\"nameless\"}").body())
        .isEqualTo("{\"error\":\"IllegalStateException\"}");
    assertThat(agent.post("{}").body()).isEqualTo("{\"error\":\"cut \\uD83D\"}");
  }
}
