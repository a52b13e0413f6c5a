package dev.berth.cli.conformance;

import dev.berth.cli.time.ClientTime;
import dev.berth.cli.time.SystemTime;
import dev.berth.runtime.AgentApp;
import dev.berth.runtime.AgentAppBuilder;
import dev.berth.runtime.Answer;
import dev.berth.runtime.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The agent that the tests' requests are made for, as one writes it with Berth's library. */
final class LibraryAgent {
  private LibraryAgent() {}

  static AgentAppBuilder app(ClientTime time) {
    return AgentApp.builder()
        .host("127.0.0.1")
        .port(0)
        .clock(time::now)
        .webSocket(LibraryAgent::echo)
        .handler(JsonNode.class, LibraryAgent::answer);
  }

  private static Object answer(JsonNode request) throws InterruptedException {
    if (request.has("sleep_ms")) {
      new SystemTime().pause(Duration.ofMillis(request.path("sleep_ms").asInt()));
    }
    if (request.has("fail")) {
      throw new IllegalStateException("it failed");
    }
    if (request.has("stream_ms") || request.has("failing_stream")) {
      return stream(request);
    }
    return Map.of("reply", "hello");
  }

  private static Answer stream(JsonNode request) {
    Duration step = Duration.ofMillis(request.path("stream_ms").asInt(10) / 10);
    return Answer.events(
        events -> {
          for (int i = 0; i < 10; i++) {
            new SystemTime().pause(step);
            events.send(Map.of("n", i));
          }
          if (request.has("failing_stream")) {
            throw new IllegalStateException("it failed");
          }
        });
  }

  private static void echo(WebSocket socket) throws Exception {
    for (Optional<WebSocket.Message> next = socket.receive();
        next.isPresent();
        next = socket.receive()) {
      if (next.get() instanceof WebSocket.Message.Text(String text)) {
        socket.send(text);
      }
    }
  }
}
