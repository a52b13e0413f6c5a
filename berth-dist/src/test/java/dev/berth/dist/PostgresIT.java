package dev.berth.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.api.http.Routes;
import dev.berth.api.repo.OnboardRepoRequest;
import dev.berth.api.repo.RepoDetail;
import dev.berth.api.repo.RepoSettings;
import dev.berth.api.task.CreateTaskRequest;
import dev.berth.api.task.TaskDetail;
import dev.berth.api.task.TaskSummary;
import dev.berth.cli.config.ClientConfig;
import dev.berth.cli.http.ApiClient;
import dev.berth.cli.http.ApiRequest;
import dev.berth.cli.http.WireJson;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.server.BerthServer;
import dev.berth.server.Installed;
import dev.berth.server.config.ConfigLoader;
import dev.berth.testkit.past.GitSample;
import dev.berth.testkit.server.ScratchDirectory;
import dev.berth.testkit.server.ServerFlags;
import dev.berth.testkit.store.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A whole server on PostgreSQL: a task that really runs, a restart, and no second server. */
final class PostgresIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final String TRANSCRIPT =
      """
      transcript: 1
      turns:
        - text: I will correct the answer.
          tool_calls:
            - name: bash
              input: {command: "echo 42 > answer"}
        - text: The answer is 42 now.
      """;

  private ScratchDirectory directory;
  private Path scratch;
  private Map<String, String> flags;

  @BeforeEach
  void prepare() {
    directory = ScratchDirectory.create("berth-pg-");
    scratch = directory.path();
    flags = ServerFlags.scripted(scratch, TRANSCRIPT);
    flags.put("database.url", PostgresServer.newDatabase());
  }

  @AfterEach
  void remove() {
    directory.close();
  }

  private BerthServer start(String data) {
    return BerthServer.start(
        ConfigLoader.load(scratch.resolve(data), Optional.empty(), Map.of(), flags),
        new Installed(
            TestHome.in(scratch), Path.of(System.getProperty("java.home")), System.getenv()));
  }

  private static ApiClient client(BerthServer server, String key) {
    return new ApiClient(
        new ClientConfig(server.address(), "the test", Optional.of(key), "the test"),
        new WireJson());
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void runsATaskIsRestartedAndRefusesASecondServer() {
    String key;
    String task;
    try (BerthServer server = start("data")) {
      key = server.firstKey().orElseThrow().reveal();
      try (ApiClient api = client(server, key)) {
        onboard(api);
        task = submit(api);
        TaskDetail ended = awaitEnd(api, task);
        assertThat(ended.status()).as("%s", ended.errorMessage()).isEqualTo("COMPLETED");
        BerthException second =
            catchThrowableOfType(BerthException.class, () -> start("other").close());
        assertThat(second.code()).isEqualTo(ErrorCode.INSTALLATION_BUSY);
      }
    }
    try (BerthServer again = start("data");
        ApiClient api = client(again, key)) {
      assertThat(again.firstKey()).isEmpty();
      assertThat(api.page(Routes.TASKS, TaskSummary.class).value())
          .singleElement()
          .satisfies(one -> assertThat(one.taskId()).isEqualTo(task));
      assertThat(api.get(Routes.fill(Routes.TASK, task), TaskDetail.class).value().status())
          .isEqualTo("COMPLETED");
    }
  }

  private void onboard(ApiClient api) {
    GitSample git = GitSample.in(scratch.resolve("git"), "topic", "43\n");
    RepoSettings settings =
        new RepoSettings(
            null,
            "grep -q 4 answer",
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    api.send(
        ApiRequest.of("POST", Routes.REPOS)
            .withBody(
                new OnboardRepoRequest("acme/answer", "local", git.bare().toString(), settings)),
        RepoDetail.class);
  }

  private static String submit(ApiClient api) {
    CreateTaskRequest request =
        new CreateTaskRequest(
            "acme/answer",
            null,
            null,
            "Correct the answer",
            "coding/new-task-v1",
            null,
            null,
            null,
            null,
            null,
            null);
    return api.send(ApiRequest.of("POST", Routes.TASKS).withBody(request), TaskDetail.class)
        .value()
        .taskId();
  }

  private static TaskDetail awaitEnd(ApiClient api, String task) {
    return Awaitility.await("the task ends and gives everything back")
        .atMost(PATIENCE)
        .until(
            () -> api.get(Routes.fill(Routes.TASK, task), TaskDetail.class).value(),
            detail -> detail.cleanup().state().equals("complete"));
  }
}
