package dev.berth.dist;

import dev.berth.api.event.TaskEvent;
import dev.berth.api.http.Routes;
import dev.berth.api.repo.OnboardRepoRequest;
import dev.berth.api.repo.RepoDetail;
import dev.berth.api.repo.RepoSettings;
import dev.berth.api.task.CreateTaskRequest;
import dev.berth.api.task.TaskDetail;
import dev.berth.cli.config.ClientConfig;
import dev.berth.cli.http.ApiClient;
import dev.berth.cli.http.ApiRequest;
import dev.berth.cli.http.WireJson;
import dev.berth.server.BerthServer;
import dev.berth.server.Installed;
import dev.berth.server.config.ConfigLoader;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A whole server in this process, and its API as a person with its first key uses it. */
record Served(BerthServer server, ApiClient api) implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Over what the scratch directory's {@code home} has installed, with its first key. */
  static Served start(Path scratch, Path data, Map<String, String> flags) {
    BerthServer server = server(scratch, data, flags);
    return with(server, server.firstKey().orElseThrow().reveal());
  }

  static BerthServer server(Path scratch, Path data, Map<String, String> flags) {
    return BerthServer.start(
        ConfigLoader.load(data, Optional.empty(), Map.of(), flags),
        new Installed(
            TestHome.in(scratch), Path.of(System.getProperty("java.home")), System.getenv()));
  }

  static Served with(BerthServer server, String key) {
    return new Served(
        server,
        new ApiClient(
            new ClientConfig(server.address(), "the test", Optional.of(key), "the test"),
            new WireJson()));
  }

  /** A repository whose build is this shell line. */
  void onboard(
      String name, Path bare, String build, @Nullable String model, @Nullable List<String> egress) {
    RepoSettings settings =
        new RepoSettings(
            null, build, null, null, model, null, null, null, null, egress, null, null, null, null);
    api.send(
        ApiRequest.of("POST", Routes.REPOS)
            .withBody(new OnboardRepoRequest(name, "local", bare.toString(), settings)),
        RepoDetail.class);
  }

  /** Submits the one task of all these tests; answers its id. */
  String submit(@Nullable String repository, String workflow, @Nullable BigDecimal budget) {
    CreateTaskRequest request =
        new CreateTaskRequest(
            repository,
            null,
            null,
            "Correct the answer",
            workflow,
            null,
            budget,
            null,
            null,
            null,
            null);
    return api.send(ApiRequest.of("POST", Routes.TASKS).withBody(request), TaskDetail.class)
        .value()
        .taskId();
  }

  TaskDetail task(String id) {
    return api.get(Routes.fill(Routes.TASK, id), TaskDetail.class).value();
  }

  /** The task when it has ended and has given everything back. */
  TaskDetail ended(String id) {
    return Awaitility.await("the task ends and gives everything back")
        .atMost(PATIENCE)
        .until(() -> task(id), detail -> detail.cleanup().state().equals("complete"));
  }

  List<TaskEvent> events(String id) {
    return api.page(Routes.fill(Routes.EVENTS, id) + "?limit=100", TaskEvent.class).value();
  }

  @Override
  public void close() {
    api.close();
    server.close();
  }
}
