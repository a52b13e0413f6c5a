package dev.berth.dist.server;

import dev.berth.api.http.Routes;
import dev.berth.api.repo.RepoSettings;
import dev.berth.api.task.CreateTaskRequest;
import dev.berth.api.task.TaskDetail;
import dev.berth.cli.http.ApiClient;
import dev.berth.cli.http.ApiRequest;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Requests that {@code demo} and {@code run} send. */
final class Requests {
  /** What a task on a repository is when nobody says otherwise. */
  static final String WORKFLOW = "coding/new-task-v1";

  private Requests() {}

  /** Submits a task and answers its id. */
  static String submit(
      ApiClient api,
      String repo,
      String task,
      String workflow,
      Optional<Integer> turns,
      Optional<BigDecimal> budget) {
    CreateTaskRequest request =
        new CreateTaskRequest(
            repo,
            null,
            null,
            task,
            workflow,
            turns.orElse(null),
            budget.orElse(null),
            null,
            null,
            null,
            null);
    return api.send(ApiRequest.of("POST", Routes.TASKS).withBody(request), TaskDetail.class)
        .value()
        .taskId();
  }

  /** Settings of a repository with these commands. */
  static RepoSettings build(@Nullable String build, @Nullable String lint) {
    return new RepoSettings(
        null, build, lint, null, null, null, null, null, null, null, null, null, null, null);
  }
}
