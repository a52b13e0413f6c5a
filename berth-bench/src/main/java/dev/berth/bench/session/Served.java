package dev.berth.bench.session;

import dev.berth.api.event.EventType;
import dev.berth.api.event.TaskEvent;
import dev.berth.api.http.Routes;
import dev.berth.api.lease.LeaseDetail;
import dev.berth.api.repo.OnboardRepoRequest;
import dev.berth.api.repo.RepoDetail;
import dev.berth.api.repo.RepoSettings;
import dev.berth.api.task.CancelAnswer;
import dev.berth.api.task.CreateTaskRequest;
import dev.berth.api.task.TaskDetail;
import dev.berth.bench.tiny.TinyAgent;
import dev.berth.cli.config.ClientConfig;
import dev.berth.cli.http.ApiClient;
import dev.berth.cli.http.ApiRequest;
import dev.berth.cli.http.WireJson;
import dev.berth.core.waypoint.Waypoints;
import dev.berth.server.BerthServer;
import dev.berth.server.Installed;
import dev.berth.server.config.BerthConfig;
import dev.berth.server.config.ConfigLoader;
import dev.berth.testkit.past.GitSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A whole server in this process, spoken to over HTTP, whose sessions run in real sandboxes. */
final class Served implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final String REPO = "bench/answer";

  private static final String TRANSCRIPT =
      """
      transcript: 1
      turns:
        - text: There is nothing to do.
      """;

  private final HeartbeatClock clock = new HeartbeatClock();
  private final BerthConfig config;
  private final BerthServer server;
  private final ApiClient api;

  private Served(BerthConfig config, Path home) {
    this.config = config;
    this.server =
        BerthServer.start(
            config,
            new Installed(home, Path.of(System.getProperty("java.home")), System.getenv()),
            clock,
            Waypoints.none());
    this.api =
        new ApiClient(
            new ClientConfig(
                server.address(), "the run", server.firstKey().map(key -> key.reveal()), "the run"),
            new WireJson());
  }

  /** Starts one on a new data directory, with one small repository. */
  static Served start(Path home, Path directory) throws IOException {
    Path transcript = Files.writeString(directory.resolve("transcript.yaml"), TRANSCRIPT);
    Map<String, String> flags = new LinkedHashMap<>();
    flags.put("server.port", "0");
    flags.put("models.providers.scripted.type", "scripted");
    flags.put("models.providers.scripted.models", "scripted-1");
    flags.put("models.providers.scripted.transcript", transcript.toString());
    flags.put("models.default", "scripted-1");
    // Looking whether it is over is not what the rate limit is for.
    flags.put("server.rate_burst", "1000000");
    Path data = Files.createDirectories(directory.resolve("d"));
    Served served = new Served(ConfigLoader.load(data, Optional.empty(), Map.of(), flags), home);
    try {
      served.onboard(GitSample.in(directory.resolve("git"), "topic", "42\n").bare());
      return served;
    } catch (RuntimeException e) {
      // Its threads would keep the run from ending.
      served.close();
      throw e;
    }
  }

  private void onboard(Path repository) {
    RepoSettings settings =
        new RepoSettings(
            null, "true", null, null, null, null, null, null, null, null, null, null, null, null);
    api.send(
        ApiRequest.of("POST", Routes.REPOS)
            .withBody(new OnboardRepoRequest(REPO, "local", repository.toString(), settings)),
        RepoDetail.class);
  }

  /** How it is set up; a session by hand gets the same limits. */
  BerthConfig config() {
    return config;
  }

  /**
   * Submits a task, and waits until all of it is over.
   *
   * @return from before the submission's request to its agent's first heartbeat, in nanoseconds
   */
  long firstHeartbeat() throws IOException, InterruptedException {
    CompletableFuture<Long> heartbeat = clock.next();
    long begin = System.nanoTime();
    String task = submit("Look whether there is anything to do.");
    long nanos = awaited(heartbeat, task) - begin;
    awaitCleanup(task);
    return nanos;
  }

  /** Submits a task whose agent does nothing until it is ended, and waits for its heartbeat. */
  Waiting waiting() throws IOException {
    CompletableFuture<Long> heartbeat = clock.next();
    String task = submit(TinyAgent.WAIT);
    long heard = awaited(heartbeat, task);
    String handle =
        api.page(Routes.LEASES, LeaseDetail.class).value().stream()
            .filter(lease -> task.equals(lease.taskId()) && lease.kind().equals("process"))
            .map(LeaseDetail::handle)
            .findFirst()
            .orElseThrow(() -> new IOException("no process of task " + task));
    return new Waiting(task, Long.parseLong(String.valueOf(handle).split("/", 2)[0]), heard);
  }

  /**
   * A session that waits to be ended.
   *
   * @param holder the number of its holder's process
   * @param heard the reading of {@link System#nanoTime()} at its only heartbeat
   */
  record Waiting(String task, long holder, long heard) {}

  private long awaited(CompletableFuture<Long> heartbeat, String task) throws IOException {
    try {
      return heartbeat.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      TaskDetail detail = task(task);
      throw new IOException("no heartbeat: " + detail.status() + " " + detail.errorMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  void cancel(Waiting session) {
    api.send(ApiRequest.of("DELETE", Routes.fill(Routes.TASK, session.task())), CancelAnswer.class);
  }

  /** Whether the task is shown as running its agent. */
  boolean isRunning(Waiting session) {
    return task(session.task()).status().equals("RUNNING");
  }

  /** Whether the task has an event of this type. */
  boolean has(Waiting session, EventType type) {
    return api.page(Routes.fill(Routes.EVENTS, session.task()), TaskEvent.class).value().stream()
        .anyMatch(event -> event.eventType().equals(type.name().toLowerCase(Locale.ROOT)));
  }

  /** Waits until the session holds nothing. */
  void awaitCleanup(Waiting session) throws IOException, InterruptedException {
    awaitCleanup(session.task());
  }

  private String submit(String prompt) {
    CreateTaskRequest request =
        new CreateTaskRequest(
            REPO, null, null, prompt, "coding/new-task-v1", null, null, null, null, null, null);
    return api.send(ApiRequest.of("POST", Routes.TASKS).withBody(request), TaskDetail.class)
        .value()
        .taskId();
  }

  private TaskDetail task(String id) {
    return api.get(Routes.fill(Routes.TASK, id), TaskDetail.class).value();
  }

  /** The next sample is not to meet what this one left to do. */
  private void awaitCleanup(String id) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    while (!task(id).cleanup().state().equals("complete")) {
      if (System.nanoTime() - begin > PATIENCE.toNanos()) {
        throw new IOException("task " + id + " does not give everything back");
      }
      clock.sleep(LOOK);
    }
  }

  @Override
  public void close() {
    api.close();
    server.close();
  }
}
