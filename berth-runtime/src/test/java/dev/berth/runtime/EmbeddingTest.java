package dev.berth.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** An app mounted into somebody else's server, here the JDK's. */
final class EmbeddingTest {
  private HttpServer server;
  private TestApps.Running agent;

  /** All that a user of another server writes. */
  private record Mounted(HttpExchange http) implements Exchange {
    @Override
    public String method() {
      return http.getRequestMethod();
    }

    @Override
    public String path() {
      return http.getRequestURI().getPath();
    }

    @Override
    public Map<String, String> headers() {
      Map<String, String> all = new TreeMap<>();
      http.getRequestHeaders().forEach((name, values) -> all.put(name, String.join(",", values)));
      return all;
    }

    @Override
    public InputStream body() {
      return http.getRequestBody();
    }

    @Override
    public OutputStream answer(int status, Map<String, String> headers, OptionalLong length)
        throws IOException {
      headers.forEach(http.getResponseHeaders()::set);
      http.sendResponseHeaders(status, length.orElse(0));
      return http.getResponseBody();
    }
  }

  @BeforeEach
  void mount() throws IOException {
    AgentApp app =
        AgentApp.builder()
            .handler(
                JsonNode.class,
                in -> {
                  if (in.has("stream")) {
                    return Answer.events(sink -> sink.send("one"));
                  }
                  return InvocationContext.current().sessionId().orElse("none");
                })
            .build();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        http -> {
          app.serve(new Mounted(http));
          http.close();
        });
    server.start();
    agent = new TestApps.Running(app, server.getAddress().getPort());
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  @Test
  void theContractIsTheSame() throws Exception {
    assertThat(agent.ping()).startsWith("{\"status\":\"Healthy\",\"time_of_last_update\":");
    assertThat(agent.post("{\"stream\":1}").head()).contains("text/event-stream");
    RawClient.Reply malformed = agent.post("{");
    assertThat(malformed.status()).isEqualTo(400);
    try (RawClient client = new RawClient(agent.port())) {
      client.post("x-amzn-bedrock-agentcore-runtime-session-id: s1\r\n", "{}");
      assertThat(client.reply().status()).isEqualTo(200);
    }
    try (RawClient client = new RawClient(agent.port())) {
      client.say("GET /other HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.reply().status()).isEqualTo(404);
    }
  }
}
