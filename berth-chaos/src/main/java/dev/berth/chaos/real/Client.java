package dev.berth.chaos.real;

import dev.berth.api.http.Routes;
import dev.berth.api.repo.OnboardRepoRequest;
import dev.berth.api.repo.RepoDetail;
import dev.berth.api.repo.RepoSettings;
import dev.berth.api.task.CancelAnswer;
import dev.berth.api.task.CreateTaskRequest;
import dev.berth.api.task.TaskDetail;
import dev.berth.api.task.TaskSummary;
import dev.berth.cli.config.ClientConfig;
import dev.berth.cli.config.ClientFile;
import dev.berth.cli.http.Answer;
import dev.berth.cli.http.ApiClient;
import dev.berth.cli.http.ApiRequest;
import dev.berth.cli.http.WireJson;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks the server that lives now, as any user does. Every method throws a {@code CliException} when
 * the server does not answer, or answers with an error.
 */
final class Client implements AutoCloseable {
  private final ApiClient api;

  private Client(ApiClient api) {
    this.api = api;
  }

  /** One for the server that has written its address there. */
  static Client of(Path data) {
    ClientFile file = ClientFile.read(data).orElseThrow();
    return new Client(
        new ApiClient(
            new ClientConfig(
                URI.create(file.server()), "the lab", Optional.of(file.token()), "the lab"),
            new WireJson()));
  }

  void onboard(String name, Path forge, @Nullable String build) {
    RepoSettings settings =
        new RepoSettings(
            null, build, null, null, null, null, null, null, null, null, null, null, null, null);
    api.send(
        ApiRequest.of("POST", Routes.REPOS)
            .withBody(new OnboardRepoRequest(name, "local", forge.toString(), settings)),
        RepoDetail.class);
  }

  /** The task of this submission; the same one when it was submitted before. */
  String submit(Submission submission) {
    CreateTaskRequest request =
        new CreateTaskRequest(
            submission.repository(),
            null,
            null,
            "Do this: " + submission.word(),
            submission.workflow(),
            null,
            null,
            null,
            null,
            null,
            null);
    return api.send(
            ApiRequest.of("POST", Routes.TASKS).withBody(request).withKey(submission.key()),
            TaskDetail.class)
        .value()
        .taskId();
  }

  TaskDetail task(String id) {
    return api.get(Routes.fill(Routes.TASK, id), TaskDetail.class).value();
  }

  void cancel(String id) {
    api.send(ApiRequest.of("DELETE", Routes.fill(Routes.TASK, id)), CancelAnswer.class);
  }

  /** The ids of all tasks that the server knows. */
  List<String> tasks() {
    List<String> ids = new ArrayList<>();
    Optional<String> next = Optional.of("");
    while (next.isPresent()) {
      String from = next.get().isEmpty() ? "" : "&next_token=" + Routes.encode(next.get());
      Answer<List<TaskSummary>> page =
          api.page(Routes.TASKS + "?limit=100" + from, TaskSummary.class);
      page.value().stream().map(TaskSummary::taskId).forEach(ids::add);
      next = page.pagination().flatMap(p -> Optional.ofNullable(p.nextToken()));
    }
    return ids;
  }

  @Override
  public void close() {
    api.close();
  }
}
