package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.egress.EgressRefusal;
import dev.berth.core.egress.EgressStore;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import dev.berth.core.repo.RepoName;
import dev.berth.core.repo.Repository;
import dev.berth.core.store.Database;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskSpec;
import dev.berth.testkit.store.Samples;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a repository's sessions may reach, over HTTP. */
final class EgressRestTest {
  private static final String PATH = "/v1/repos/acme/shop/egress";
  private static final Samples SAMPLES = new Samples();
  private static final AtomicReference<TaskId> ANNS = new AtomicReference<>();
  private static TestServer server;
  private static Api admin;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            Map.of("egress.private_hosts", "nexus"),
            (database, data) -> {
              refuse(database);
            });
    admin = server.admin();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void refuse(Database database) {
    database.write(
        tx -> {
          Repository repository = SAMPLES.repository(RepoName.parse("acme/shop"));
          tx.repos().insert(repository);
          Task task =
              SAMPLES.task(
                  new UserId("ann"),
                  Optional.of(new TaskSpec.RepoRef(repository.id(), repository.name())));
          tx.tasks().insert(task);
          ANNS.set(task.id());
          tx.egress().refused(repository.id(), refused("docs.example.com", 443, task.id(), 4));
          tx.egress().refused(repository.id(), refused("docs.example.com", 443, task.id(), 3));
          tx.egress().refused(repository.id(), refused("x.example.com", 8443, task.id(), 1));
          tx.egress()
              .refused(
                  repository.id(),
                  new EgressStore.Refused(
                      "intern.example.com",
                      443,
                      EgressRefusal.NOT_PUBLIC,
                      1,
                      Samples.NOW,
                      Samples.NOW,
                      task.id()));
          return task;
        });
  }

  private static EgressStore.Refused refused(String host, int port, TaskId task, long times) {
    return new EgressStore.Refused(
        host, port, EgressRefusal.NOT_LISTED, times, Samples.NOW, Samples.NOW, task);
  }

  private static JsonNode refusal(JsonNode egress, String host) {
    return egress
        .path("refusals")
        .valueStream()
        .filter(r -> r.path("host").asString().equals(host))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatWasRefusedIsShownAndAllowedWithTheCommandThatItNames() {
    JsonNode before = admin.get(PATH).data();
    JsonNode docs = refusal(before, "docs.example.com");
    assertThat(docs.path("times").asInt()).isEqualTo(7);
    assertThat(docs.path("task_id").asString()).isEqualTo(ANNS.get().value());
    assertThat(docs.path("command").asString())
        .isEqualTo("berth repo egress acme/shop allow docs.example.com");
    assertThat(docs.path("allowed_now").asBoolean()).isFalse();
    assertThat(refusal(before, "x.example.com").path("command").asString())
        .endsWith(" allow x.example.com:8443");
    JsonNode intern = refusal(before, "intern.example.com");
    assertThat(intern.path("command").isNull()).isTrue();
    assertThat(intern.path("remedy").asString()).contains("egress.private_hosts");

    JsonNode after =
        admin.post(PATH, "{\"allow\":[\"docs.example.com\",\"npm\",\"nexus\"]}").data();
    assertThat(refusal(after, "docs.example.com").path("allowed_now").asBoolean()).isTrue();
    assertThat(refusal(after, "x.example.com").path("allowed_now").asBoolean()).isFalse();
    assertThat(after.path("hosts").valueStream().map(JsonNode::asString))
        .containsExactly("docs.example.com", "nexus");
    assertThat(registry(after, "npm").path("on").asBoolean()).isTrue();
    assertThat(registry(after, "pypi").path("on").asBoolean()).isFalse();
    assertThat(after.path("changes").valueStream().map(c -> c.path("entry").asString()))
        .containsExactly("npm", "nexus", "docs.example.com");
    assertThat(after.path("changes").get(0).path("by").asString()).isEqualTo("admin");
    JsonNode denied =
        admin
            .post(PATH, "{\"deny\":[\"docs.example.com\",\"npm\",\"nexus\",\"not.there.org\"]}")
            .data();
    assertThat(denied.path("hosts")).isEmpty();
    assertThat(denied.path("changes")).hasSize(6);
    assertThat(denied.path("changes").get(0).path("action").asString()).isEqualTo("deny");
  }

  private static JsonNode registry(JsonNode egress, String name) {
    return egress
        .path("registries")
        .valueStream()
        .filter(r -> r.path("name").asString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void wrongWordsAndWrongPeopleAreRefused() {
    Api.Answer wrong =
        admin
            .post(
                PATH,
                "{\"allow\":[\"https://docs.example.com/a\",\"10.0.0.1\",\"good.example.com\"]}")
            .refusedWith(400, "VALIDATION_ERROR");
    assertThat(wrong.fields()).containsExactly("allow", "allow");
    assertThat(wrong.text()).contains("leave scheme and path away, 'docs.example.com'");
    assertThat(admin.get(PATH).data().path("hosts").toString()).doesNotContain("good.example.com");
    admin.post(PATH, "{}").refusedWith(400, "VALIDATION_ERROR");
    admin.post(PATH, "{\"allow\":[\"api.anthropic.com\"]}").refusedWith(400, "VALIDATION_ERROR");
    admin.get("/v1/repos/acme/none/egress").refusedWith(404, "NOT_FOUND");
    Api bob = user("bob");
    bob.post(PATH, "{\"allow\":[\"docs.example.com\"]}").refusedWith(403, "FORBIDDEN");
    assertThat(refusal(bob.get(PATH).data(), "x.example.com").path("task_id").isNull())
        .as("somebody else's task")
        .isTrue();
    assertThat(refusal(user("ann").get(PATH).data(), "x.example.com").path("task_id").asString())
        .isEqualTo(ANNS.get().value());
  }

  private static Api user(String name) {
    String body = "{\"name\":\"u\",\"user\":\"" + name + "\"}";
    return server.with(admin.post("/v1/api-keys", body).data().path("secret").asString());
  }
}
