package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.id.UserId;
import dev.berth.testkit.past.PastTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Tasks over HTTP, on one server. Each answer is also held against the OpenAPI document. */
final class TasksRestTest {
  private static TestServer server;
  private static PastTask past;
  private static Api admin;

  @BeforeAll
  static void start() {
    AtomicReference<PastTask> stored = new AtomicReference<>();
    server =
        TestServer.start(
            // One slot, never free: what is submitted stays queued, so that nothing moves by
            // itself.
            Map.of("limits.running_per_user", "1", "process.capacity", "1"),
            (database, data) ->
                stored.set(
                    PastTask.store(
                        database, data, data.resolveSibling("git"), new UserId("carol"))));
    past = stored.get();
    admin = server.admin();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String body(String text) {
    return "{\"task_description\":\"" + text + "\"}";
  }

  @Test
  void aKeyMakesARequestHarmlessToRepeat() {
    Api.Answer first =
        admin.send("POST", "/v1/tasks", Optional.of(body("once")), "Idempotency-Key", "k-1");
    assertThat(first.status()).as(first.text()).isEqualTo(201);
    Api.Answer second =
        admin.send("POST", "/v1/tasks", Optional.of(body("once")), "Idempotency-Key", "k-1");
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.header("Idempotent-Replay")).isEqualTo("true");
    assertThat(second.data().path("task_id")).isEqualTo(first.data().path("task_id"));
    admin
        .send("POST", "/v1/tasks", Optional.of(body("twice")), "Idempotency-Key", "k-1")
        .refusedWith(409, "IDEMPOTENCY_KEY_REUSED");
    admin
        .send("POST", "/v1/tasks", Optional.of(body("x")), "Idempotency-Key", "not valid!")
        .refusedWith(400, "VALIDATION_ERROR");
  }

  @Test
  void listsComeInPagesWithoutGapsOrRepeats() {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      made.addFirst(id(admin.post("/v1/tasks", body("page " + i))));
    }
    List<String> seen = new ArrayList<>();
    String next = "";
    do {
      Api.Answer page =
          admin.get("/v1/tasks?limit=2" + (next.isEmpty() ? "" : "&next_token=" + next));
      page.data().valueStream().forEach(t -> seen.add(t.path("task_id").asString()));
      JsonNode pagination = page.json().path("pagination");
      next =
          pagination.path("has_more").asBoolean() ? pagination.path("next_token").asString() : "";
    } while (!next.isEmpty());
    assertThat(seen).doesNotHaveDuplicates().containsSubsequence(made);
  }

  @Test
  void filtersAreAppliedBeforeTheLimit() {
    admin.post("/v1/tasks", body("not completed"));
    JsonNode completed = admin.get("/v1/tasks?limit=1&status=COMPLETED").data();
    assertThat(completed.path(0).path("task_id").asString()).isEqualTo(past.id());
    assertThat(admin.get("/v1/tasks?repo=acme/past").data()).hasSize(1);
    assertThat(admin.get("/v1/tasks?repo=acme/none").data()).isEmpty();
    admin.get("/v1/tasks?status=BOGUS").refusedWith(400, "VALIDATION_ERROR");
    admin.get("/v1/tasks?limit=0").refusedWith(400, "VALIDATION_ERROR");
    admin.get("/v1/tasks?limit=201").refusedWith(400, "VALIDATION_ERROR");
    admin.get("/v1/tasks?state=COMPLETED").refusedWith(400, "VALIDATION_ERROR");
  }

  @Test
  void aCursorIsOursAndOfItsList() {
    admin.post("/v1/tasks", body("a"));
    admin.post("/v1/tasks", body("b"));
    String token =
        admin.get("/v1/tasks?limit=1").json().path("pagination").path("next_token").asString();
    String forged = (token.charAt(0) == 'A' ? "B" : "A") + token.substring(1);
    admin.get("/v1/tasks?next_token=" + forged).refusedWith(400, "VALIDATION_ERROR");
    admin.get("/v1/tasks?next_token=x").refusedWith(400, "VALIDATION_ERROR");
    admin.get("/v1/repos?next_token=" + token).refusedWith(400, "VALIDATION_ERROR");
  }

  @Test
  void showsATask() {
    JsonNode task = admin.get("/v1/tasks/" + past.id()).data();
    assertThat(task.path("status").asString()).isEqualTo("COMPLETED");
    assertThat(task.path("repo").asString()).isEqualTo("acme/past");
    assertThat(task.path("cleanup").path("state").asString()).isEqualTo("complete");
    assertThat(task.path("isolation").path("enforced").path("network").asString())
        .isEqualTo("namespace");
    admin.get("/v1/tasks/01K00000000000000000000000").refusedWith(404, "NOT_FOUND");
    admin.get("/v1/tasks/nonsense").refusedWith(404, "NOT_FOUND");
  }

  @Test
  void whatIsSomebodyElsesDoesNotExist() {
    Api mallory = server.with(newKey("mallory", "user"));
    for (String path :
        List.of(
            "", "/events", "/diff", "/logs", "/artifacts", "/evidence", "/receipt", "/bundle")) {
      mallory.get("/v1/tasks/" + past.id() + path).refusedWith(404, "NOT_FOUND");
    }
    mallory.delete("/v1/tasks/" + past.id()).refusedWith(404, "NOT_FOUND");
    mallory
        .post("/v1/tasks/" + past.id() + "/nudge", "{\"message\":\"hi\"}")
        .refusedWith(404, "NOT_FOUND");
    mallory.post("/v1/tasks/" + past.id() + "/retry", "{}").refusedWith(404, "NOT_FOUND");
    assertThat(mallory.get("/v1/tasks").data()).isEmpty();
    Api carol = server.with(newKey("carol", "user"));
    assertThat(carol.get("/v1/tasks").data()).hasSize(1);
  }

  @Test
  void showsWhatATaskLeaves() {
    String task = "/v1/tasks/" + past.id();
    JsonNode diff = admin.get(task + "/diff").data();
    assertThat(diff.path("files").path(0).path("path").asString()).isEqualTo("answer");
    assertThat(diff.path("additions").asInt()).isEqualTo(1);
    Api.Answer patch = admin.send("GET", task + "/diff", Optional.empty(), "Accept", "text/plain");
    assertThat(patch.text()).startsWith("diff --git a/answer b/answer");
    assertThat(patch.header("Content-Disposition")).startsWith("attachment");

    assertThat(admin.get(task + "/logs").data().path("text").asString())
        .isEqualTo(PastTask.OUTPUT + PastTask.COMPLAINT);
    assertThat(admin.get(task + "/logs?stream=stderr").data().path("text").asString())
        .isEqualTo(PastTask.COMPLAINT);
    assertThat(admin.get(task + "/logs?offset=1").data().path("text").asString())
        .isEqualTo(PastTask.COMPLAINT);
    admin.get(task + "/logs?stream=other").refusedWith(400, "VALIDATION_ERROR");
    admin.get(task + "/logs?offset=-1").refusedWith(400, "VALIDATION_ERROR");

    JsonNode artifact = admin.get(task + "/artifacts").data().path(0);
    assertThat(artifact.path("name").asString()).isEqualTo("out/report.html");
    Api.Answer bytes = admin.get(task + "/artifacts/out%2Freport.html");
    assertThat(bytes.text()).isEqualTo(PastTask.ARTIFACT);
    assertThat(bytes.header("Content-Type")).isEqualTo("application/octet-stream");
    assertThat(bytes.header("Content-Disposition")).startsWith("attachment");
    assertThat(bytes.header("Content-Security-Policy")).contains("sandbox");
    admin.get(task + "/artifacts/none").refusedWith(404, "NOT_FOUND");

    JsonNode evidence = admin.get(task + "/evidence").data();
    assertThat(evidence.path("build").path("before").path("exit_code").asInt()).isEqualTo(1);
    assertThat(evidence.path("build").path("after").path("exit_code").asInt()).isZero();
    assertThat(evidence.path("commands").path(0).path("command").asString()).isEqualTo("make");

    JsonNode receipt = admin.get(task + "/receipt").data();
    assertThat(receipt.path("state").asString()).isEqualTo("closed");
    assertThat(receipt.path("lines")).hasSize(2);
    Api.Answer bundle = admin.get(task + "/bundle");
    assertThat(bundle.header("X-Berth-Head")).isEqualTo(past.git().head());
    Api.Answer full = admin.get(task + "/bundle?full=1");
    assertThat(full.text()).contains("# v2 git bundle");
    assertThat(bundle.text()).contains("-" + past.git().base());
    assertThat(full.text()).doesNotContain("-" + past.git().base());
  }

  @Test
  void eventsComeInPagesBothWays() {
    String events = "/v1/tasks/" + past.id() + "/events";
    Api.Answer first = admin.get(events + "?limit=2");
    assertThat(first.data()).hasSize(2);
    String next = first.json().path("pagination").path("next_token").asString();
    JsonNode rest = admin.get(events + "?after=" + next).data();
    assertThat(rest).hasSize(2);
    assertThat(rest.path(1).path("event_type").asString()).isEqualTo("task_completed");
    JsonNode newest = admin.get(events + "?desc=1&limit=1").data();
    assertThat(newest.path(0).path("event_type").asString()).isEqualTo("task_completed");
    admin.get(events + "?after=bogus").refusedWith(400, "VALIDATION_ERROR");
  }

  @Test
  void aStreamGoesOnAfterTheLastEventThatWasSeen() {
    String events = "/v1/tasks/" + past.id() + "/events";
    Api.Answer all = admin.send("GET", events, Optional.empty(), "Accept", "text/event-stream");
    assertThat(all.text().lines().filter(line -> line.startsWith("event: ")))
        .containsExactly(
            "event: task_created",
            "event: session_started",
            "event: agent_turn",
            "event: task_completed");
    String third =
        all.text()
            .lines()
            .filter(line -> line.startsWith("id: "))
            .skip(2)
            .findFirst()
            .orElseThrow()
            .substring(4);
    Api.Answer rest =
        admin.send(
            "GET", events, Optional.empty(), "Accept", "text/event-stream", "Last-Event-ID", third);
    assertThat(rest.text().lines().filter(line -> line.startsWith("event: ")))
        .containsExactly("event: task_completed");
    admin
        .send(
            "GET",
            events,
            Optional.empty(),
            "Accept",
            "text/event-stream",
            "Last-Event-ID",
            "bogus")
        .refusedWith(400, "VALIDATION_ERROR");
  }

  @Test
  void cancelsAndRetriesAndRefusesWhatTheStateDoesNotAllow() {
    String task = "/v1/tasks/" + past.id();
    admin.delete(task).refusedWith(409, "TASK_ALREADY_TERMINAL");
    admin.post(task + "/nudge", "{\"message\":\"hi\"}").refusedWith(409, "TASK_ALREADY_TERMINAL");
    admin.post(task + "/nudge", "{\"message\":\"\"}").refusedWith(400, "VALIDATION_ERROR");
    Api.Answer retried = admin.post(task + "/retry", "{\"max_turns\":7}");
    assertThat(retried.status()).as(retried.text()).isEqualTo(201);
    assertThat(retried.data().path("max_turns").asInt()).isEqualTo(7);
    assertThat(retried.data().path("repo").asString()).isEqualTo("acme/past");
    Api.Answer again =
        admin.send("POST", task + "/retry", Optional.empty(), "Idempotency-Key", "retry-1");
    assertThat(again.status()).as(again.text()).isEqualTo(201);
    Api.Answer cancelled = admin.delete("/v1/tasks/" + id(again));
    assertThat(cancelled.status()).as(cancelled.text()).isEqualTo(200);
  }

  @Test
  void aSubmissionReportsEveryMistakeAtOnce() {
    Api.Answer answer =
        admin
            .post(
                "/v1/tasks",
                "{\"max_turns\":0,\"max_budget_usd\":100000,\"approval_timeout_s\":1,"
                    + "\"issue_number\":-1,\"initial_approvals\":[\"\"]}")
            .refusedWith(400, "VALIDATION_ERROR");
    assertThat(answer.fields())
        .contains(
            "max_turns",
            "max_budget_usd",
            "approval_timeout_s",
            "issue_number",
            "initial_approvals[0]");
    admin
        .post("/v1/tasks", "{\"repo\":\"acme/unknown\",\"task_description\":\"x\"}")
        .refusedWith(422, "REPO_NOT_ONBOARDED");
    admin
        .post("/v1/tasks", "{\"workflow_ref\":\"none/x-v1\",\"task_description\":\"x\"}")
        .refusedWith(422, "WORKFLOW_UNKNOWN");
  }

  private static String newKey(String user, String role) {
    Api.Answer made =
        server
            .admin()
            .post(
                "/v1/api-keys",
                "{\"name\":\"t\",\"user\":\"" + user + "\",\"role\":\"" + role + "\"}");
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    return made.data().path("secret").asString();
  }

  private static String id(Api.Answer answer) {
    return answer.data().path("task_id").asString();
  }
}
