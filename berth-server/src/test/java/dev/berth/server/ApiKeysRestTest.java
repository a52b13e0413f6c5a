package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** API keys over HTTP: made, limited, listed, revoked. */
final class ApiKeysRestTest {
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

  private static JsonNode made(Api by, String body) {
    Api.Answer answer = by.post("/v1/api-keys", body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.data();
  }

  @Test
  void theSecretIsShownOnceAndWorksUntilItIsRevoked() {
    JsonNode key = made(admin, "{\"name\":\"ci\",\"user\":\"carol\"}");
    String secret = key.path("secret").asString();
    assertThat(secret).startsWith("berth_");
    Api carol = server.with(secret);
    assertThat(carol.get("/v1/tasks").status()).isEqualTo(200);
    assertThat(admin.get("/v1/api-keys").text()).doesNotContain(secret).contains("\"ci\"");
    assertThat(carol.get("/v1/api-keys").data()).hasSize(1);
    String path = "/v1/api-keys/" + key.path("key").path("id").asString();
    server
        .with(made(admin, "{\"name\":\"x\",\"user\":\"eve\"}").path("secret").asString())
        .delete(path)
        .refusedWith(404, "NOT_FOUND");
    assertThat(admin.delete(path).data().path("revoked_at").isNull()).isFalse();
    carol.get("/v1/tasks").refusedWith(401, "UNAUTHENTICATED");
    assertThat(admin.delete(path).status()).isEqualTo(200);
    admin.delete("/v1/api-keys/none").refusedWith(404, "NOT_FOUND");
  }

  @Test
  void nobodyMakesAKeyThatMayMoreOrLastsLonger() {
    Api bob =
        server.with(made(admin, "{\"name\":\"b\",\"user\":\"bob\"}").path("secret").asString());
    bob.post("/v1/api-keys", "{\"name\":\"n\",\"role\":\"operator\"}")
        .refusedWith(403, "FORBIDDEN");
    bob.post("/v1/api-keys", "{\"name\":\"n\",\"user\":\"admin\"}").refusedWith(403, "FORBIDDEN");
    Api limited =
        server.with(
            made(
                    admin,
                    "{\"name\":\"l\",\"scopes\":[\"tasks:read\",\"api-keys:write\"],"
                        + "\"expires_at\":\"2999-01-01T00:00:00Z\"}")
                .path("secret")
                .asString());
    assertThat(limited.get("/v1/tasks").status()).isEqualTo(200);
    limited.post("/v1/tasks", "{\"task_description\":\"x\"}").refusedWith(403, "FORBIDDEN");
    limited.get("/v1/repos").refusedWith(403, "FORBIDDEN");
    limited.post("/v1/api-keys", "{\"name\":\"n\"}").refusedWith(403, "FORBIDDEN");
    limited
        .post("/v1/api-keys", "{\"name\":\"n\",\"scopes\":[\"tasks:read\"]}")
        .refusedWith(403, "FORBIDDEN");
    made(
        limited,
        "{\"name\":\"n\",\"scopes\":[\"tasks:read\"],\"expires_at\":\"2998-01-01T00:00:00Z\"}");
  }

  @Test
  void reportsEveryMistake() {
    Api.Answer answer =
        admin
            .post(
                "/v1/api-keys",
                "{\"name\":\"\",\"role\":\"king\",\"user\":\"a b\",\"scopes\":[\"all\"],"
                    + "\"expires_at\":\"2001-01-01T00:00:00Z\"}")
            .refusedWith(400, "VALIDATION_ERROR");
    assertThat(answer.fields())
        .containsExactlyInAnyOrder("name", "role", "user", "scopes", "expires_at");
    admin
        .post("/v1/api-keys", "{\"name\":\"n\",\"expires_at\":\"soon\"}")
        .refusedWith(400, "MALFORMED_BODY");
  }

  @Test
  void aKeyThatExpiresSaysWhen() {
    JsonNode key =
        made(admin, "{\"name\":\"e\",\"expires_at\":\"2999-01-01T00:00:00Z\"}").path("key");
    assertThat(Instant.parse(key.path("expires_at").asString()))
        .isEqualTo(Instant.parse("2999-01-01T00:00:00Z"));
  }
}
