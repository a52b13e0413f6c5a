package dev.berth.dist;

import dev.berth.api.event.TaskEvent;
import dev.berth.api.http.Routes;
import dev.berth.api.task.CancelAnswer;
import dev.berth.api.task.TaskDetail;
import dev.berth.cli.http.ApiRequest;
import dev.berth.testkit.past.GitSample;
import dev.berth.testkit.server.ScratchDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/**
 * A server with the agents and workflows of {@code docs/agents/examples/house}, and a repository
 * for each way in which a model may behave: the model of {@code acme/fix} plays the transcript that
 * is called {@code fix}.
 */
final class House implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final ScratchDirectory directory;
  private final Served served;
  private final GitSample git;
  private final List<String> submitted = new ArrayList<>();

  private House(ScratchDirectory directory, Served served, GitSample git) {
    this.directory = directory;
    this.served = served;
    this.git = git;
  }

  /**
   * Opens one.
   *
   * @param transcripts by name
   */
  static House open(Map<String, String> transcripts) throws IOException {
    ScratchDirectory directory = ScratchDirectory.create("berth-kinds-");
    Path scratch = directory.path();
    Path data = Files.createDirectory(scratch.resolve("data"));
    Path examples = examples();
    StringBuilder config =
        new StringBuilder(
            Files.readString(examples.resolve("berth.yaml"))
                .replace("/opt/agents", examples.resolve("bin").toString())
                .replace("/opt/workflows", examples.resolve("workflows").toString()));
    config.append("server: {port: 0}\nprocess: {capacity: 20}\nmodels:\n  prices: [");
    config.append(
        String.join(",", transcripts.keySet().stream().map(n -> n + "=1/5/32768").toList()));
    config.append("]\n  default: fix\n  providers:\n");
    for (Map.Entry<String, String> transcript : transcripts.entrySet()) {
      Path file = scratch.resolve(transcript.getKey() + ".yaml");
      Files.writeString(file, transcript.getValue());
      config.append(
          "    %s: {type: scripted, models: [%s], transcript: %s}\n"
              .formatted(transcript.getKey(), transcript.getKey(), file));
    }
    Files.writeString(data.resolve("berth.yaml"), config);
    House house =
        new House(
            directory,
            Served.start(scratch, data, Map.of()),
            GitSample.in(scratch.resolve("git"), "topic", "43\n"));
    transcripts.keySet().forEach(house::onboard);
    return house;
  }

  /**
   * Writes the configuration of a server whose workflow {@code house/work-v1} runs this agent, and
   * whose model nobody asks.
   *
   * @param scratch gets agent and workflow, which servers may share
   * @param script of the agent
   * @param more lines of the configuration
   */
  static void configureWorker(Path scratch, Path data, String script, String more)
      throws IOException {
    Path agent = Files.createDirectories(scratch.resolve("agents"));
    Files.writeString(agent.resolve("agent.sh"), script);
    Files.setPosixFilePermissions(
        agent.resolve("agent.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
    Path workflows = Files.createDirectories(scratch.resolve("workflows/house"));
    Path house = examples().resolve("workflows/house");
    Files.writeString(workflows.resolve("coding.md"), Files.readString(house.resolve("coding.md")));
    Files.writeString(
        workflows.resolve("work-v1.yaml"),
        Files.readString(house.resolve("fix-v1.yaml"))
            .replace("fixer", "worker")
            .replace("fix-v1", "work-v1"));
    Path transcript =
        Files.writeString(
            scratch.resolve("none.yaml"), "transcript: 1\nturns:\n  - text: Nobody asks.\n");
    Files.writeString(
        data.resolve("berth.yaml"),
        """
        server: {port: 0}
        %sworkflows: %s
        agents:
          worker: {kind: command, directory: %s, command: [/opt/berth/agent/agent.sh]}
        models:
          default: none
          prices: [none=1/5/32768]
          providers:
            none: {type: scripted, models: [none], transcript: %s}
        """
            .formatted(more, workflows.getParent(), agent, transcript));
  }

  /** The build runs in the module, and its tests may run elsewhere. */
  static Path examples() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path examples = at.resolve("docs/agents/examples/house");
      if (Files.isDirectory(examples)) {
        return examples;
      }
    }
    throw new IllegalStateException("the examples are not above the working directory");
  }

  private void onboard(String model) {
    served.onboard("acme/" + model, git.bare(), "grep -qx 42 answer", model, null);
  }

  /** Submits a task with a small budget; answers its id. */
  String submit(String workflow, String model) {
    return submit(workflow, Optional.of("acme/" + model));
  }

  /** Submits one without a repository; its model is the first. */
  String ask(String workflow) {
    return submit(workflow, Optional.empty());
  }

  private String submit(String workflow, Optional<String> repository) {
    String id = served.submit(repository.orElse(null), workflow, new BigDecimal("0.2"));
    submitted.add(id);
    return id;
  }

  void cancel(String id) {
    served.api().send(ApiRequest.of("DELETE", Routes.fill(Routes.TASK, id)), CancelAnswer.class);
  }

  TaskDetail task(String id) {
    return served.task(id);
  }

  /** The text of an artifact. */
  String artifact(String id, String name) throws IOException {
    try (InputStream body =
        served.api().open(Routes.fill(Routes.ARTIFACT, id, name), "*/*").body()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The task when it has ended and has given everything back. */
  TaskDetail ended(String id) {
    return served.ended(id);
  }

  List<TaskEvent> events(String id) {
    return served.events(id);
  }

  /** The first event of this type, as soon as there is one. */
  TaskEvent event(String id, String type) {
    return Awaitility.await(type)
        .atMost(PATIENCE)
        .until(() -> events(id).stream().filter(is(type)).findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  static Predicate<TaskEvent> is(String type) {
    return event -> event.eventType().equals(type);
  }

  /** What git says about the repository. */
  String git(String... arguments) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("git", "--git-dir", git.bare().toString());
    builder.command().addAll(List.of(arguments));
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(output);
    }
    return output.strip();
  }

  String base() {
    return git.base();
  }

  @Override
  public void close() {
    for (String id : submitted) {
      // What a failed test left at work.
      if (!task(id).cleanup().state().equals("complete")) {
        cancel(id);
        ended(id);
      }
    }
    served.close();
    directory.close();
  }
}
