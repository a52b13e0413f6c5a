package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.gate.Gate;
import dev.berth.core.id.GateId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.policy.Scope;
import dev.berth.core.policy.Severity;
import dev.berth.core.session.Session;
import dev.berth.testkit.store.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Gates over HTTP: what waits, who may decide, and what they hear. */
final class GatesRestTest {
  private static final Samples SAMPLES = new Samples();
  private static final AtomicReference<Gate> LATE = new AtomicReference<>();
  private static TestServer server;
  private static Api admin;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            Map.of(),
            (database, data) -> {
              Session session = database.write(SAMPLES::storedSession);
              LATE.set(gate(session.task(), session.id()));
              database.write(
                  tx -> {
                    tx.gates().insert(LATE.get());
                    return true;
                  });
            });
    admin = server.admin();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Gate gate(TaskId task, SessionId session) {
    Instant now = Instant.parse("2099-01-01T00:00:00Z");
    return new Gate(
        new GateId(SAMPLES.id()),
        task,
        session,
        new Gate.Asked(
            Optional.of("k1"),
            "bash",
            "git push --force",
            "ab".repeat(32),
            "cd".repeat(32),
            List.of()),
        new Gate.Terms(
            "it rewrites history",
            Severity.MEDIUM,
            List.of("force_push"),
            Set.of("admin"),
            true,
            List.of(new Scope.Rule("force_push"))),
        Gate.Status.PENDING,
        now.minus(Duration.ofMinutes(1)),
        now.plus(Duration.ofMinutes(4)),
        Optional.empty(),
        Gate.Uses.none(),
        1);
  }

  private static String path(String verb) {
    return "/v1/tasks/" + LATE.get().task().value() + "/" + verb;
  }

  private static String request(String more) {
    return "{\"request_id\":\"" + LATE.get().id().value() + "\"" + more + "}";
  }

  @Test
  void whatWaitsIsListedForThoseWhoMayDecide() {
    JsonNode gate = admin.get("/v1/pending").data().get(0);
    assertThat(gate.path("request_id").asString()).isEqualTo(LATE.get().id().value());
    assertThat(gate.path("tool_input_preview").asString()).isEqualTo("git push --force");
    assertThat(gate.path("timeout_s").asInt()).isEqualTo(300);
    assertThat(gate.path("severity").asString()).isEqualTo("medium");
    assertThat(gate.path("enforced").asBoolean()).isTrue();
    assertThat(gate.path("offers").get(0).asString()).isEqualTo("rule:force_push");
  }

  @Test
  void somebodyElseHearsOfNothing() {
    Api other = server.with(key("eve", "operator"));
    assertThat(other.get("/v1/pending").data().isEmpty()).isTrue();
    other.post(path("approve"), request("")).refusedWith(404, "NOT_FOUND");
    other.post(path("deny"), request("")).refusedWith(404, "NOT_FOUND");
    server.nobody().get("/v1/pending").refusedWith(401, "UNAUTHENTICATED");
  }

  @Test
  void badRequestsSayWhatIsWrong() {
    assertThat(admin.post(path("approve"), "{}").refusedWith(400, "VALIDATION_ERROR").fields())
        .containsExactly("request_id");
    admin.post(path("approve"), "{\"request_id\":\"nonsense\"}").refusedWith(404, "NOT_FOUND");
    admin
        .post(path("approve"), request(",\"decision\":\"deny\""))
        .refusedWith(400, "VALIDATION_ERROR");
    for (String scope : List.of("everything", "bash_pattern:*", "write_path:a*", "tool_type:")) {
      admin
          .post(path("approve"), request(",\"scope\":\"" + scope + "\""))
          .refusedWith(400, "SCOPE_INVALID");
    }
    admin
        .post(path("deny"), request(",\"reason\":\"" + "x".repeat(2_001) + "\""))
        .refusedWith(400, "VALIDATION_ERROR");
    admin.post(path("approve"), request(",\"why\":1")).refusedWith(400, "MALFORMED_BODY");
  }

  @Test
  void keysAreInTheAuditWithoutTheirSecrets() {
    String secret = key("ann", "user");
    Api.Answer audit = admin.get("/v1/audit?limit=200");
    assertThat(audit.status()).isEqualTo(200);
    assertThat(audit.text()).contains("api_key_created", "\"user\":\"ann\"").doesNotContain(secret);
    server.with(secret).get("/v1/audit").refusedWith(403, "FORBIDDEN");
    admin.get("/v1/audit?since=yesterday").refusedWith(400, "VALIDATION_ERROR");
    admin
        .post("/v1/tasks", "{\"task_description\":\"use ghp_" + "a1B2".repeat(9) + "\"}")
        .refusedWith(422, "CONTENT_BLOCKED");
    Api.Answer after = admin.get("/v1/audit?since=2026-01-01T00:00:00Z");
    assertThat(after.text())
        .contains("task_rejected", "CONTENT_BLOCKED", "task_description SECRET")
        .doesNotContain("ghp_");
    assertThat(
            admin.get("/v1/audit?limit=1").json().path("pagination").path("has_more").asBoolean())
        .isTrue();
  }

  private static String key(String user, String role) {
    return admin
        .post(
            "/v1/api-keys",
            "{\"name\":\"k\",\"user\":\"%s\",\"role\":\"%s\"}".formatted(user, role))
        .data()
        .path("secret")
        .asString();
  }
}
