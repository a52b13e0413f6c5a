package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who calls too often is told how long to wait; others, and other operations, do not suffer. */
final class RateLimitTest {
  @Test
  void limitsEachUserAndOperation() {
    try (TestServer server =
        TestServer.start(Map.of("server.rate_burst", "3", "server.rate_per_minute", "1"))) {
      Api admin = server.admin();
      String other =
          admin
              .post("/v1/api-keys", "{\"name\":\"o\",\"user\":\"bob\"}")
              .data()
              .path("secret")
              .asString();
      for (int i = 0; i < 3; i++) {
        assertThat(admin.get("/v1/tasks").status()).isEqualTo(200);
      }
      Api.Answer refused = admin.get("/v1/tasks").refusedWith(429, "RATE_LIMITED");
      assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 60);
      assertThat(admin.get("/v1/repos").status()).isEqualTo(200);
      assertThat(server.with(other).get("/v1/tasks").status()).isEqualTo(200);
    }
  }
}
