package dev.berth.dist;

import dev.berth.api.access.CreateApiKeyRequest;
import dev.berth.api.access.CreatedApiKey;
import dev.berth.api.event.TaskEvent;
import dev.berth.api.gate.PendingGate;
import dev.berth.api.http.Routes;
import dev.berth.api.lease.LeaseDetail;
import dev.berth.api.task.CreateTaskRequest;
import dev.berth.api.task.TaskDetail;
import dev.berth.cli.http.ApiRequest;
import dev.berth.testkit.past.GitSample;
import dev.berth.testkit.server.ScratchDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A whole server with two agents that take the same steps: Berth's own, whose model plays them, and
 * a bare one that holds nothing but its token and asks over HTTP. A step is a shell line.
 */
final class GateWorld implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Asks before each line of its task that begins with RUN, and goes on when the answer is no. */
  private static final String BARE =
      """
      #!/usr/bin/env python3
      import json, os, subprocess, sys, urllib.error, urllib.request
      direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
      def call(path, body=None):
          data = None if body is None else json.dumps(body).encode()
          headers = {"Content-Type": "application/json",
                     "Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]}
          request = urllib.request.Request(os.environ["BERTH_GATEWAY_URL"] + path, data, headers)
          while True:
              try:
                  return json.load(direct.open(request, timeout=90))
              except urllib.error.HTTPError as e:
                  sys.exit("refused: %d %s" % (e.code, e.read()))
              except OSError:
                  import time
                  time.sleep(0.2)
      for n, line in enumerate(sys.argv[1].splitlines()):
          if not line.startswith("RUN "):
              continue
          command = line[4:]
          answer = call("/session/gates", {"tool": "bash", "input": {"command": command}, "key": str(n)})
          while answer["decision"] == "pending":
              answer = call("/session/gates/" + answer["gate_id"] + "?wait=20")
          if answer["decision"] == "allow":
              done = subprocess.run(["bash", "-c", command])
              print("ran", done.returncode, command, flush=True)
          else:
              print("denied", command, "because", answer["reason"], flush=True)
      """;

  private final ScratchDirectory directory;
  private final Map<String, String> flags;
  private final GitSample git;
  private Served served;
  private final String key;

  private GateWorld(
      ScratchDirectory directory, Map<String, String> flags, GitSample git, Served served) {
    this.directory = directory;
    this.flags = flags;
    this.git = git;
    this.served = served;
    this.key = served.server().newLocalKey().reveal();
  }

  /** Who takes the steps. */
  enum Agent {
    OURS,
    BARE
  }

  /**
   * Opens one.
   *
   * @param plays the steps of Berth's own agent, by the name of their repository
   */
  static GateWorld open(Map<String, String> flags, Map<String, List<String>> plays)
      throws IOException {
    ScratchDirectory directory = ScratchDirectory.create("berth-gates-");
    Path scratch = directory.path();
    Path data = Files.createDirectory(scratch.resolve("data"));
    Path agents = Files.createDirectory(scratch.resolve("agents"));
    Path bare = Files.writeString(agents.resolve("bare.py"), BARE);
    Files.setPosixFilePermissions(bare, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path workflows = workflows(scratch);
    Map<String, List<String>> all = new HashMap<>(plays);
    all.put("none", List.of());
    Files.writeString(data.resolve("berth.yaml"), config(scratch, agents, workflows, all));
    GateWorld world =
        new GateWorld(
            directory,
            flags,
            GitSample.in(scratch.resolve("git"), "topic", "43\n"),
            Served.start(scratch, data, flags));
    all.keySet().forEach(world::onboard);
    return world;
  }

  private static Path workflows(Path scratch) throws IOException {
    Path workflows = Files.createDirectories(scratch.resolve("workflows/house"));
    Path house = House.examples().resolve("workflows/house");
    Files.copy(house.resolve("coding.md"), workflows.resolve("coding.md"));
    Files.writeString(
        workflows.resolve("bare-v1.yaml"),
        Files.readString(house.resolve("fix-v1.yaml"))
            .replace("fixer", "bare")
            .replace("fix-v1", "bare-v1"));
    return scratch.resolve("workflows");
  }

  private static String config(
      Path scratch, Path agents, Path workflows, Map<String, List<String>> plays)
      throws IOException {
    StringBuilder config = new StringBuilder();
    // The tests share one administrator, who asks more often than a person would.
    config.append("server: {port: 0, rate_burst: 1000000, rate_per_minute: 10000000}\n");
    config.append("process: {capacity: 20}\nworkflows: ").append(workflows);
    config.append("\nagents:\n  bare: {kind: command, directory: ").append(agents);
    config.append(", command: [/opt/berth/agent/bare.py, \"{prompt}\"]}\nmodels:\n  prices: [");
    config.append(String.join(",", plays.keySet().stream().map(n -> n + "=1/5/32768").toList()));
    config.append("]\n  default: none\n  providers:\n");
    for (Map.Entry<String, List<String>> play : plays.entrySet()) {
      Path file = scratch.resolve(play.getKey() + ".yaml");
      Files.writeString(file, transcript(play.getValue()));
      config.append(
          "    %s: {type: scripted, models: [%s], transcript: %s}\n"
              .formatted(play.getKey(), play.getKey(), file));
    }
    return config.toString();
  }

  private static String transcript(List<String> steps) {
    StringBuilder turns = new StringBuilder("transcript: 1\nturns:\n");
    for (String step : steps) {
      turns.append("  - text: Next.\n    tool_calls:\n      - name: bash\n");
      turns
          .append("        input: {command: \"")
          .append(step.replace("\\", "\\\\").replace("\"", "\\\""))
          .append("\"}\n");
    }
    return turns.append("  - text: Done.\n").toString();
  }

  private void onboard(String model) {
    served.onboard("acme/" + model, git.bare(), "grep -qx 42 answer", model, null);
  }

  /** Submits the steps; answers the task's id. */
  String submit(
      Agent agent, String play, List<String> steps, @Nullable Integer timeout, String... scopes) {
    StringBuilder text = new StringBuilder("Correct the answer\n");
    steps.forEach(step -> text.append("RUN ").append(step).append('\n'));
    CreateTaskRequest request =
        new CreateTaskRequest(
            "acme/" + (agent == Agent.OURS ? play : "none"),
            null,
            null,
            agent == Agent.OURS ? "Correct the answer" : text.toString(),
            agent == Agent.OURS ? "coding/new-task-v1" : "house/bare-v1",
            null,
            null,
            timeout,
            List.of(scopes),
            null,
            null);
    return served
        .api()
        .send(ApiRequest.of("POST", Routes.TASKS).withBody(request), TaskDetail.class)
        .value()
        .taskId();
  }

  /** The gate of a task, as soon as one waits. */
  PendingGate gate(String task) {
    return Awaitility.await("a gate of " + task)
        .atMost(PATIENCE)
        .until(() -> waiting(task).stream().findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  List<PendingGate> waiting(String task) {
    return served.api().page(Routes.PENDING, PendingGate.class).value().stream()
        .filter(gate -> gate.taskId().equals(task))
        .toList();
  }

  /** The first event of this type, as soon as there is one. */
  TaskEvent event(String task, String type) {
    return Awaitility.await(type)
        .atMost(PATIENCE)
        .until(() -> events(task, type).stream().findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  List<TaskEvent> events(String task, String type) {
    return served.events(task).stream().filter(House.is(type)).toList();
  }

  TaskDetail completed(String task) {
    TaskDetail ended = served.ended(task);
    if (!ended.status().equals("COMPLETED")) {
      throw new AssertionError(
          task + " is " + ended.status() + ": " + ended.errorMessage() + "\n" + log(task));
    }
    return ended;
  }

  Served served() {
    return served;
  }

  /** What the agent's process printed. */
  String log(String task) {
    try (var log = served.api().open(Routes.fill(Routes.LOGS, task), "*/*").body()) {
      return new String(log.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command of the command line as the administrator. */
  CommandRun berth(String... arguments) {
    return CommandRun.of(
        Map.of(
            "BERTH_TOKEN",
            key,
            "BERTH_SERVER",
            served.server().address().toString(),
            "BERTH_DATA_DIR",
            directory.path().resolve("client").toString()),
        true,
        directory.path(),
        arguments);
  }

  /** The same API with the key of somebody else. */
  Served as(String user, String role) {
    String secret =
        served
            .api()
            .send(
                ApiRequest.of("POST", Routes.API_KEYS)
                    .withBody(new CreateApiKeyRequest("k", role, user, null, null)),
                CreatedApiKey.class)
            .value()
            .secret();
    return Served.with(served.server(), secret);
  }

  /** The lease of a task's compute. */
  LeaseDetail compute(String task) {
    return served.api().page(Routes.LEASES, LeaseDetail.class).value().stream()
        .filter(lease -> task.equals(lease.taskId()))
        .filter(lease -> List.of("process", "container").contains(lease.kind()))
        .findFirst()
        .orElseThrow();
  }

  /** Stops the server and starts it again on the same data; sessions go on meanwhile. */
  void restart() {
    served.close();
    served =
        Served.with(Served.server(directory.path(), directory.path().resolve("data"), flags), key);
  }

  /** What git says of the repository. */
  String git(String... arguments) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("git", "--git-dir", git.bare().toString());
    builder.command().addAll(List.of(arguments));
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output.strip();
  }

  @Override
  public void close() {
    for (TaskDetail task : open()) {
      berth("cancel", task.taskId());
      served.ended(task.taskId());
    }
    served.close();
    directory.close();
  }

  /** What a failed test left at work. */
  private List<TaskDetail> open() {
    return served
        .api()
        .page(Routes.TASKS + "?limit=200", dev.berth.api.task.TaskSummary.class)
        .value()
        .stream()
        .map(task -> served.task(task.taskId()))
        .filter(task -> !task.cleanup().state().equals("complete"))
        .toList();
  }
}
