package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.past.GitSample;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Repositories and workflows over HTTP. */
final class ReposRestTest {
  private static TestServer server;
  private static GitSample git;
  private static Api admin;

  @BeforeAll
  static void start() {
    server = TestServer.start(Map.of("onboarding.allowed_owners", "acme", "onboarding.max", "3"));
    git = GitSample.in(server.scratch(), "topic", "42\n");
    admin = server.admin();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String onboarding(String name, String settings) {
    return "{\"repo\":\"%s\",\"source\":\"%s\",\"settings\":%s}"
        .formatted(name, git.bare(), settings);
  }

  @Test
  void onboardsListsShowsChangesAndRemoves() {
    Api.Answer made =
        admin.post("/v1/repos", onboarding("acme/shop", "{\"build_command\":\"make\"}"));
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    assertThat(made.data().path("effective").path("max_turns").asInt()).isEqualTo(100);
    admin
        .post("/v1/repos", onboarding("acme/shop", "null"))
        .refusedWith(409, "REPO_ALREADY_ONBOARDED");
    assertThat(admin.get("/v1/repos").data()).isNotEmpty();
    assertThat(admin.get("/v1/repos/acme/shop").data())
        .isEqualTo(admin.get("/v1/repos/acme%2Fshop").data());
    JsonNode changed =
        admin
            .patch(
                "/v1/repos/acme/shop",
                "{\"settings\":{\"max_turns\":9},\"reset\":[\"build_command\"]}")
            .data();
    assertThat(changed.path("settings").path("max_turns").asInt()).isEqualTo(9);
    assertThat(changed.path("settings").path("build_command").isNull()).isTrue();
    Api.Answer wrong =
        admin
            .patch(
                "/v1/repos/acme/shop",
                "{\"settings\":{\"max_turns\":0,\"egress_registries\":[\"nope\"]},"
                    + "\"reset\":[\"nope\"]}")
            .refusedWith(400, "VALIDATION_ERROR");
    assertThat(wrong.fields())
        .containsExactlyInAnyOrder("settings.max_turns", "settings.egress_registries", "reset");
    assertThat(admin.delete("/v1/repos/acme%2Fshop").status()).isEqualTo(200);
    admin.get("/v1/repos/acme/shop").refusedWith(404, "NOT_FOUND");
  }

  @Test
  void refusesWhatMayNotBeOnboardedAndWritesNothing() {
    admin
        .post("/v1/repos", onboarding("other/shop", "null"))
        .refusedWith(403, "ONBOARDING_REFUSED");
    admin
        .post("/v1/repos", "{\"repo\":\"no name\",\"settings\":{\"max_turns\":999}}")
        .refusedWith(400, "VALIDATION_ERROR");
    Api.Answer nowhere =
        admin.post("/v1/repos", "{\"repo\":\"acme/gone\",\"source\":\"/does/not/exist\"}");
    assertThat(nowhere.status()).isGreaterThanOrEqualTo(400);
    nowhere.refusedWith(nowhere.status(), nowhere.error().path("code").asString());
    admin.get("/v1/repos/acme/gone").refusedWith(404, "NOT_FOUND");
    admin.get("/v1/repos/other/shop").refusedWith(404, "NOT_FOUND");
    String user =
        admin
            .post("/v1/api-keys", "{\"name\":\"u\",\"user\":\"bob\"}")
            .data()
            .path("secret")
            .asString();
    server
        .with(user)
        .post("/v1/repos", onboarding("acme/mine", "null"))
        .refusedWith(403, "FORBIDDEN");
  }

  /** Whoever is not on the list sees no repository, and nobody gets in by an empty list. */
  @Test
  void aRepositoryIsForItsMembers() {
    admin.post("/v1/repos", onboarding("acme/closed", "{\"members\":[\"ann\",\"bob\"]}"));
    Api ann = user("ann");
    Api eve = user("eve");
    assertThat(ann.get("/v1/repos/acme/closed").data().path("settings").path("members"))
        .map(JsonNode::asString)
        .containsExactly("ann", "bob");
    eve.get("/v1/repos/acme/closed").refusedWith(404, "NOT_FOUND");
    assertThat(eve.get("/v1/repos").data().toString()).doesNotContain("acme/closed");
    String task =
        "{\"repo\":\"acme/closed\",\"workflow_ref\":\"coding/new-task-v1\","
            + "\"task_description\":\"Fix it\"}";
    eve.post("/v1/tasks", task).refusedWith(422, "REPO_NOT_ONBOARDED");
    ann.patch("/v1/repos/acme/closed", "{\"reset\":[\"members\"]}").refusedWith(403, "FORBIDDEN");
    assertThat(
            admin
                .patch(
                    "/v1/repos/acme/closed",
                    "{\"settings\":{\"members\":[],\"approvers\":[\"no body\"]}}")
                .refusedWith(400, "VALIDATION_ERROR")
                .fields())
        .containsExactlyInAnyOrder("settings.members", "settings.approvers");
    JsonNode changed =
        admin
            .patch(
                "/v1/repos/acme/closed",
                "{\"settings\":{\"approvers\":[\"zoe\"]},\"reset\":[\"members\"]}")
            .data();
    assertThat(changed.path("effective").path("members").isNull()).isTrue();
    assertThat(changed.path("effective").path("approvers").get(0).asString()).isEqualTo("zoe");
    assertThat(eve.get("/v1/repos/acme/closed").status()).isEqualTo(200);
    assertThat(admin.delete("/v1/repos/acme/closed").status()).isEqualTo(200);
  }

  private Api user(String name) {
    String body = "{\"name\":\"u\",\"user\":\"" + name + "\"}";
    return server.with(admin.post("/v1/api-keys", body).data().path("secret").asString());
  }

  @Test
  void listsAndShowsWorkflows() {
    JsonNode workflows = admin.get("/v1/workflows").data();
    assertThat(workflows.valueStream().map(w -> w.path("id").asString()))
        .contains("coding/new-task-v1", "default/agent-v1");
    assertThat(
            admin.get("/v1/workflows/coding/new-task-v1").data().path("requires_repo").asBoolean())
        .isTrue();
    admin.get("/v1/workflows/coding/none-v1").refusedWith(404, "NOT_FOUND");
  }
}
