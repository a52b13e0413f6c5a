package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.core.id.UserId;
import dev.berth.testkit.past.PastTask;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A whole server finds what is past its retention when it starts. */
final class RetentionServerTest {
  @Test
  void aTaskOfLongAgoIsGoneSoonAfterTheStart() {
    AtomicReference<PastTask> past = new AtomicReference<>();
    try (TestServer server =
        TestServer.start(
            Map.of("retention.tasks", "1d"),
            (database, data) ->
                past.set(
                    PastTask.store(
                        database, data, data.resolveSibling("git"), new UserId("carol"))))) {
      Api admin = server.admin();
      String task = "/v1/tasks/" + past.get().id();
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> admin.get(task).refusedWith(404, "NOT_FOUND"));
      admin.get(task + "/events").refusedWith(404, "NOT_FOUND");
      assertThat(admin.get("/v1/tasks").text()).doesNotContain(past.get().id());
      assertThat(admin.get("/v1/metrics").text()).contains("berth_retention_tasks_total 1.0");
      // Its repository stays, and what is new goes on as ever.
      assertThat(admin.get("/v1/repos/" + past.get().repo()).status()).isEqualTo(200);
      server.restart();
      server.admin().get(task).refusedWith(404, "NOT_FOUND");
    }
  }
}
