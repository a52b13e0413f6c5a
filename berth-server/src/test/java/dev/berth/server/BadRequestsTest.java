package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client sends, it gets a clear error, and nothing is half-written. */
final class BadRequestsTest {
  private static TestServer server;
  private static Api admin;

  @BeforeAll
  static void start() {
    server = TestServer.start(Map.of());
    admin = server.admin();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void nothingWasWritten() {
    assertThat(admin.get("/v1/tasks").data()).isEmpty();
    assertThat(admin.get("/v1/repos").data()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{",
        "[]",
        "\"text\"",
        "{\"task_description\":\"x\",}",
        "{\"task_description\":\"x\"} trailing",
        "{\"task_description\":\"x\",\"unknown\":1}",
        "{\"task_description\":\"x\",\"task_description\":\"y\"}",
        "{\"task_description\":1}",
        "{\"task_description\":true}",
        "{\"task_description\":[\"x\"]}",
        "{\"task_description\":\"x\",\"max_turns\":\"3\"}",
        "{\"task_description\":\"x\",\"max_turns\":3.7}",
        "{\"task_description\":\"x\",\"max_turns\":99999999999}",
        "{\"task_description\":\"x\",\"trace\":1}",
        "{\"task_description\":\"x\",\"initial_approvals\":{}}",
        "{\"task_description\":\"x\",\"initial_approvals\":[null]}",
        "{\"task_description\":\"x\",\"max_budget_usd\":\"1\"}"
      })
  void aBodyThatIsNotStrictJson(String body) {
    admin.post("/v1/tasks", body).refusedWith(400, "MALFORMED_BODY");
  }

  @Test
  void aBodyThatIsNotUtf8() {
    byte[] body = "{\"task_description\":\"x\"}".getBytes(StandardCharsets.UTF_8);
    body[21] = (byte) 0xff;
    admin.bytes("POST", "/v1/tasks", Optional.of(body)).refusedWith(400, "MALFORMED_BODY");
  }

  @Test
  void deepNesting() {
    admin.post("/v1/tasks", "[".repeat(100_000)).refusedWith(400, "MALFORMED_BODY");
  }

  @Test
  void aHugeBody() {
    String body = "{\"task_description\":\"" + "x".repeat(2 << 20) + "\"}";
    admin.post("/v1/tasks", body).refusedWith(413, "PAYLOAD_TOO_LARGE");
  }

  @Test
  void noKeyOrAWrongOne() {
    server.nobody().get("/v1/tasks").refusedWith(401, "UNAUTHENTICATED");
    server.with("berth_wrong").get("/v1/tasks").refusedWith(401, "UNAUTHENTICATED");
    server.with("x".repeat(5_000)).get("/v1/tasks").refusedWith(401, "UNAUTHENTICATED");
    server.nobody().post("/v1/tasks", "{").refusedWith(401, "UNAUTHENTICATED");
    server.nobody().get("/v1/metrics").refusedWith(401, "UNAUTHENTICATED");
    assertThat(server.nobody().get("/v1/health/live").status()).isEqualTo(200);
    assertThat(server.nobody().get("/v1/health/ready").status()).isEqualTo(200);
  }

  @Test
  void aPathOrMethodThatIsNotThere() {
    admin.get("/v1/nothing").refusedWith(404, "NOT_FOUND");
    admin.send("PUT", "/v1/tasks", Optional.of("{}")).refusedWith(400, "METHOD_NOT_ALLOWED");
  }

  @Test
  void anotherOriginThatWantsToChangeSomething() {
    admin
        .send(
            "POST",
            "/v1/tasks",
            Optional.of("{\"task_description\":\"x\"}"),
            "Origin",
            "http://evil.example")
        .refusedWith(403, "FORBIDDEN");
    assertThat(
            admin
                .send("GET", "/v1/tasks", Optional.empty(), "Origin", "http://evil.example")
                .status())
        .isEqualTo(200);
  }

  @Test
  void anotherHost() throws IOException {
    String answer = raw("GET /v1/health/live HTTP/1.1\r\nHost: evil.example\r\n");
    assertThat(answer).startsWith("HTTP/1.1 403 ").contains("FORBIDDEN", "server.names");
    assertThat(raw("GET /v1/health/live HTTP/1.1\r\nHost: localhost:1\r\n"))
        .startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v1/health/live HTTP/1.1\r\n",
        "NONSENSE\r\n",
        "GET /v1/%zz HTTP/1.1\r\nHost: localhost\r\n",
        "GET /v1/tasks/..%2f..%2fetc HTTP/1.1\r\nHost: localhost\r\n",
        "POST /v1/tasks HTTP/1.1\r\nHost: localhost\r\nContent-Length: abc\r\n"
      })
  void whatIsHardlyHttp(String request) throws IOException {
    assertThat(raw(request))
        .matches("(?s)HTTP/1.1 4\\d\\d .*")
        .doesNotContain("\tat ", "Exception", "org.eclipse");
  }

  private static String raw(String head) throws IOException {
    var address = server.server().address();
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
