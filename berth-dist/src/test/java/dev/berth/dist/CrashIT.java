package dev.berth.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.event.TaskEvent;
import dev.berth.api.http.Routes;
import dev.berth.api.repo.OnboardRepoRequest;
import dev.berth.api.repo.RepoDetail;
import dev.berth.api.repo.RepoSettings;
import dev.berth.api.task.CreateTaskRequest;
import dev.berth.api.task.TaskDetail;
import dev.berth.cli.http.ApiClient;
import dev.berth.cli.http.ApiRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The 201 of a submission is durable: whenever the packaged server is killed after it, the next one
 * brings the task to one end, and nothing is left. Looked at from outside: over HTTP, in {@code
 * /proc}, on disk. Real sandboxes, real git.
 *
 * <p>{@code -Dberth.crashes=N} sets the number of kills, {@code -Dberth.seed=S} replays their
 * moments.
 */
final class CrashIT {
  private static final int CRASHES = Integer.getInteger("berth.crashes", 10);
  private static final long SEED = Long.getLong("berth.seed", 20_261_121L);
  private static final int LATEST_KILL_MILLIS = 5_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Does what the transcript asks for in any repository with a file called answer. */
  private static final String TRANSCRIPT =
      """
      transcript: 1
      turns:
        - text: I will correct the answer.
          tool_calls:
            - name: bash
              input: {command: "echo 42 > answer"}
          latency_ms: 300
        - text: The answer is 42 now.
          latency_ms: 300
      """;

  @TempDir Path scratch;

  @Test
  @Timeout(value = 40, unit = TimeUnit.MINUTES)
  void everySubmittedTaskEndsOnceAndLeavesNothing() throws Exception {
    Path data = Files.createTempDirectory("berth-crash-").toRealPath();
    Path transcript = Files.writeString(scratch.resolve("transcript.yaml"), TRANSCRIPT);
    Random random = new Random(SEED);
    List<String> tasks = new ArrayList<>();
    System.out.println("seed " + SEED + ", " + CRASHES + " crashes");
    try (PackagedServer server =
        PackagedServer.start(data, transcript, scratch.resolve("server.out"))) {
      onboard(server, repository());
      for (int i = 0; i < CRASHES; i++) {
        tasks.add(submit(server));
        elapse(random.nextInt(LATEST_KILL_MILLIS));
        server.crashAndRestart();
      }
      for (String task : tasks) {
        TaskDetail ended = awaitEnd(server, task);
        assertThat(ended.status())
            .as("task %s: %s", task, ended.errorMessage())
            .isEqualTo("COMPLETED");
        assertThat(terminalEvents(server, task)).as("terminal events of %s", task).hasSize(1);
      }
    }
    assertThat(holdersOf(data)).as("processes of sessions").isEmpty();
    assertThat(entries(data.resolve("workspaces"))).as("workspaces").isEmpty();
    assertThat(entries(data.resolve("sessions"))).as("session directories").isEmpty();
    assertThat(entries(data.resolve("doors"))).as("sockets").isEmpty();
    deleteTree(data);
  }

  private Path repository() throws IOException, InterruptedException {
    Path directory = Files.createDirectory(scratch.resolve("repository"));
    Files.writeString(directory.resolve("answer"), "41\n");
    Files.writeString(directory.resolve("check.sh"), "grep -qx 42 answer\n");
    git(directory, "init", "-q", "-b", "main");
    git(directory, "add", "-A");
    git(
        directory,
        "-c",
        "user.name=t",
        "-c",
        "user.email=t@berth.invalid",
        "commit",
        "-qm",
        "start");
    return directory;
  }

  private static void git(Path directory, String... arguments)
      throws IOException, InterruptedException {
    List<String> argv = new ArrayList<>(List.of("git"));
    argv.addAll(List.of(arguments));
    Process process = new ProcessBuilder(argv).directory(directory.toFile()).inheritIO().start();
    assertThat(process.waitFor()).isZero();
  }

  private static void onboard(PackagedServer server, Path repository) {
    RepoSettings settings =
        new RepoSettings(
            null, "sh check.sh", null, null, null, null, null, null, null, null, null, null);
    try (ApiClient api = server.client()) {
      api.send(
          ApiRequest.of("POST", Routes.REPOS)
              .withBody(
                  new OnboardRepoRequest("test/answer", "local", repository.toString(), settings)),
          RepoDetail.class);
    }
  }

  private static String submit(PackagedServer server) {
    CreateTaskRequest request =
        new CreateTaskRequest(
            "test/answer",
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
    try (ApiClient api = server.client()) {
      return api.send(ApiRequest.of("POST", Routes.TASKS).withBody(request), TaskDetail.class)
          .value()
          .taskId();
    }
  }

  /** The moment of the kill is the point of the test; nothing is waited for. */
  private static void elapse(int millis) throws InterruptedException {
    assertThat(new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)).isFalse();
  }

  private static TaskDetail awaitEnd(PackagedServer server, String task) {
    try (ApiClient api = server.client()) {
      String path = Routes.fill(Routes.TASK, task);
      return Awaitility.await("task " + task + " ends and is cleaned up")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .until(
              () -> api.get(path, TaskDetail.class).value(),
              detail -> detail.cleanup().state().equals("complete"));
    }
  }

  private static List<String> terminalEvents(PackagedServer server, String task) {
    try (ApiClient api = server.client()) {
      return api
          .page(Routes.fill(Routes.EVENTS, task) + "?limit=200", TaskEvent.class)
          .value()
          .stream()
          .map(TaskEvent::eventType)
          .filter(
              type ->
                  List.of("task_completed", "task_failed", "task_cancelled", "task_timed_out")
                      .contains(type))
          .toList();
    }
  }

  /** Session holders carry their session directory in their arguments. */
  private static List<String> holdersOf(Path data) {
    return ProcessHandle.allProcesses()
        .flatMap(process -> process.info().commandLine().stream())
        .filter(line -> line.contains(data.toString()) && line.contains("berth-init"))
        .toList();
  }

  private static List<Path> entries(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    }
  }

  private static void deleteTree(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
