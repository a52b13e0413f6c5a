package dev.berth.dist.crash;

import dev.berth.api.event.TaskEvent;
import dev.berth.api.evidence.Evidence;
import dev.berth.api.http.Routes;
import dev.berth.api.receipt.Receipt;
import dev.berth.api.repo.OnboardRepoRequest;
import dev.berth.api.repo.RepoDetail;
import dev.berth.api.repo.RepoSettings;
import dev.berth.api.task.CancelAnswer;
import dev.berth.api.task.CreateTaskRequest;
import dev.berth.api.task.TaskDetail;
import dev.berth.api.task.TaskSummary;
import dev.berth.cli.config.ClientConfig;
import dev.berth.cli.config.ClientFile;
import dev.berth.cli.http.ApiClient;
import dev.berth.cli.http.ApiRequest;
import dev.berth.cli.http.WireJson;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One data directory with its repositories, through all lives of its server. */
final class World {
  /** Writes the answer and is done. */
  static final String QUICK = "quick-1";

  /** Works until it is stopped. */
  static final String SLOW = "slow-1";

  /** Fills its disk. */
  static final String GREEDY = "greedy-1";

  /** A model that nobody offers: preflight fails. */
  static final String UNKNOWN = "unknown-1";

  private static final String QUICK_TRANSCRIPT =
      """
      transcript: 1
      turns:
        - text: I will correct the answer.
          tool_calls:
            - name: bash
              input: {command: "echo 42 > answer"}
          latency_ms: 100
        - text: The answer is 42 now.
      """;

  private static final String SLOW_TRANSCRIPT =
      """
      transcript: 1
      turns:
        - text: This takes a while.
          tool_calls:
            - name: bash
              input: {command: "sleep 300"}
        - text: Done.
      """;

  private static final String GREEDY_TRANSCRIPT =
      """
      transcript: 1
      turns:
        - text: I need some room.
          tool_calls:
            - name: bash
              input: {command: "head -c 200M /dev/zero > room; sleep 300"}
        - text: Done.
      """;

  private final Path data;
  private final Path control;
  private final Path origin;

  private World(Path data, Path control, Path origin) {
    this.data = data;
    this.control = control;
    this.origin = origin;
  }

  /**
   * Makes one.
   *
   * @param settings lines of the configuration
   */
  static World create(Path scratch, String name, String settings)
      throws IOException, InterruptedException {
    Path data = Files.createTempDirectory("berth-crash-").toRealPath();
    Path directory = Files.createDirectories(scratch.resolve(name));
    Path quick = Files.writeString(directory.resolve("quick.yaml"), QUICK_TRANSCRIPT);
    Path slow = Files.writeString(directory.resolve("slow.yaml"), SLOW_TRANSCRIPT);
    Path greedy = Files.writeString(directory.resolve("greedy.yaml"), GREEDY_TRANSCRIPT);
    StringBuilder config =
        new StringBuilder(
            """
            models:
              default: quick-1
              providers:
                quick: {type: scripted, models: [quick-1], transcript: "%s"}
                slow: {type: scripted, models: [slow-1], transcript: "%s"}
                greedy: {type: scripted, models: [greedy-1], transcript: "%s"}
              prices: [quick-1=0/0/4096, slow-1=0/0/4096, greedy-1=0/0/4096, unknown-1=0/0/4096]
            """
                .formatted(quick, slow, greedy));
    config.append(settings);
    Files.writeString(data.resolve("berth.yaml"), config);
    return new World(data, directory, Git.repository(directory.resolve("origin")));
  }

  Path data() {
    return data;
  }

  Path control() {
    return control;
  }

  /** A client for the server that runs now. */
  ApiClient client() {
    ClientFile file = ClientFile.read(data).orElseThrow();
    return new ApiClient(
        new ClientConfig(
            URI.create(file.server()), "the test", Optional.of(file.token()), "the test"),
        new WireJson());
  }

  void onboard(String name, String model, @Nullable Integer atOnce) {
    RepoSettings settings =
        new RepoSettings(
            null,
            "sh check.sh",
            null,
            null,
            model,
            null,
            null,
            null,
            atOnce,
            null,
            null,
            null,
            null,
            null);
    try (ApiClient api = client()) {
      api.send(
          ApiRequest.of("POST", Routes.REPOS)
              .withBody(new OnboardRepoRequest(name, "local", origin.toString(), settings)),
          RepoDetail.class);
    }
  }

  void remove(String name) {
    String[] parts = name.split("/", -1);
    try (ApiClient api = client()) {
      api.send(ApiRequest.of("DELETE", Routes.fill(Routes.REPO, parts)), Void.class);
    }
  }

  /** Submits a task; its id, once the server said 201. */
  String submit(String repo) {
    CreateTaskRequest request =
        new CreateTaskRequest(
            repo,
            null,
            null,
            "Correct the answer.",
            "coding/new-task-v1",
            null,
            null,
            null,
            null,
            null,
            null);
    try (ApiClient api = client()) {
      return api.send(ApiRequest.of("POST", Routes.TASKS).withBody(request), TaskDetail.class)
          .value()
          .taskId();
    }
  }

  void cancel(String task) {
    try (ApiClient api = client()) {
      api.send(ApiRequest.of("DELETE", Routes.fill(Routes.TASK, task)), CancelAnswer.class);
    }
  }

  TaskDetail task(String task) {
    try (ApiClient api = client()) {
      return api.get(Routes.fill(Routes.TASK, task), TaskDetail.class).value();
    }
  }

  /** The newest hundred tasks that the server knows. */
  List<TaskSummary> tasks() {
    try (ApiClient api = client()) {
      return api.page(Routes.TASKS + "?limit=100", TaskSummary.class).value();
    }
  }

  List<TaskEvent> events(String task) {
    try (ApiClient api = client()) {
      return api.page(Routes.fill(Routes.EVENTS, task) + "?limit=200", TaskEvent.class).value();
    }
  }

  Receipt receipt(String task) {
    try (ApiClient api = client()) {
      return api.get(Routes.fill(Routes.RECEIPT, task), Receipt.class).value();
    }
  }

  Evidence evidence(String task) {
    try (ApiClient api = client()) {
      return api.get(Routes.fill(Routes.EVIDENCE, task), Evidence.class).value();
    }
  }
}
