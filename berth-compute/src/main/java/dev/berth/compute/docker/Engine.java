package dev.berth.compute.docker;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.exec.Command;
import dev.berth.core.exec.CommandRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A container engine by its own command line; what is used of it is common to Docker and Podman.
 * Thread-safe: each call is a process.
 *
 * <p>Only the engine's own "no such container" says that one is absent. Every other failure is
 * thrown with a code.
 */
final class Engine {
  private static final int MAX_OUTPUT = 8 << 20;

  /** Looking takes some 20 ms; this is for a machine that is out of breath. */
  private static final Duration QUICK = Duration.ofSeconds(10);

  /** Ending a container that does not want to. */
  private static final Duration SLOW = Duration.ofSeconds(30);

  private static final String STATE =
      "{{.Id}}\t{{.State.Status}}\t{{.State.ExitCode}}\t{{.State.OOMKilled}}\t"
          + Labels.template(".Config.Labels");

  private final CommandRunner runner;
  private final List<String> prefix;

  Engine(CommandRunner runner, List<String> prefix) {
    this.runner = runner;
    this.prefix = List.copyOf(prefix);
  }

  /**
   * The engine as the settings name it.
   *
   * @throws BerthException {@code ENGINE_UNREACHABLE} when its program is not there
   */
  static Engine of(DockerSettings settings, CommandRunner runner) {
    List<String> prefix = new ArrayList<>();
    prefix.add(program(settings).toString());
    settings.engine().host().ifPresent(host -> prefix.addAll(List.of("--host", host)));
    return new Engine(runner, prefix);
  }

  /** A holder starts it without a PATH. */
  private static Path program(DockerSettings settings) {
    String command = settings.engine().command();
    List<Path> candidates =
        command.contains("/")
            ? List.of(Path.of(command).toAbsolutePath())
            : settings.programs().path().stream().map(d -> d.resolve(command)).toList();
    return candidates.stream()
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new BerthException(
                    ErrorCode.ENGINE_UNREACHABLE,
                    "there is no program '" + command + "' on this machine"));
  }

  /** A call of the engine as a command line, for whoever makes it elsewhere. */
  List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of(arguments));
    return command;
  }

  /** The version of the engine that answers; asking proves that it does. */
  String version() {
    return ok(run(QUICK, "version", "--format", "{{.Server.Version}}")).text();
  }

  /** The immutable id of an image, if the engine has it. */
  Optional<String> image(String name) {
    CommandRunner.Result result = run(QUICK, "image", "inspect", "--format", "{{.Id}}", name);
    if (!result.ok() && EngineFailure.isAbsentImage(result.errorText())) {
      return Optional.empty();
    }
    String id = ok(result).text();
    // Podman leaves the algorithm out.
    return Optional.of(id.contains(":") ? id : "sha256:" + id);
  }

  /** Makes a container; answers its id. */
  String create(List<String> arguments, Duration limit) {
    List<String> all = new ArrayList<>(List.of("create"));
    all.addAll(arguments);
    String id = ok(run(limit, all.toArray(String[]::new))).text();
    return id.substring(id.lastIndexOf('\n') + 1).strip();
  }

  /** Runs a container to its end. */
  CommandRunner.Result runToItsEnd(List<String> arguments, Duration limit) {
    List<String> all = new ArrayList<>(List.of("run"));
    all.addAll(arguments);
    return run(limit, all.toArray(String[]::new));
  }

  /** How a container is; empty when the engine knows none of this id or name. */
  Optional<Container> inspect(String idOrName) {
    CommandRunner.Result result = run(QUICK, "container", "inspect", "--format", STATE, idOrName);
    if (!result.ok() && EngineFailure.isAbsentContainer(result.errorText())) {
      return Optional.empty();
    }
    return Optional.of(Container.parse(strip(ok(result))));
  }

  private static String strip(CommandRunner.Result result) {
    // Not white space: empty labels stand at the end as tabs.
    return result.lines().isEmpty() ? "" : result.lines().getFirst();
  }

  void pause(String id) {
    ok(run(QUICK, "pause", id));
  }

  void unpause(String id) {
    ok(run(QUICK, "unpause", id));
  }

  /** Ends and removes a container; one that is gone is fine. */
  void remove(String id) {
    CommandRunner.Result result = run(SLOW, "rm", "--force", "--volumes", id);
    if (!result.ok() && !EngineFailure.isAbsentContainer(result.errorText())) {
      throw EngineFailure.of(result.errorText());
    }
  }

  /** Every container with the installation's label, running or not. */
  List<Listed> list(String installation) {
    CommandRunner.Result result =
        run(
            QUICK,
            "ps",
            "--all",
            "--no-trunc",
            "--filter",
            "label=" + Labels.INSTALLATION + "=" + installation,
            "--format",
            "{{.ID}}\t" + Labels.listing());
    return ok(result).lines().stream().filter(line -> !line.isBlank()).map(Listed::parse).toList();
  }

  /** A container of a listing. */
  record Listed(String id, Labels labels) {
    static Listed parse(String line) {
      String[] fields = line.split("\t", -1);
      return new Listed(fields[0].strip(), Labels.parse(fields, 1));
    }
  }

  private static CommandRunner.Result ok(CommandRunner.Result result) {
    if (!result.ok()) {
      throw EngineFailure.of(result.errorText());
    }
    return result;
  }

  private CommandRunner.Result run(Duration limit, String... arguments) {
    try {
      return runner.run(
          new Command(
              command(arguments), Optional.empty(), Map.of(), Optional.empty(), limit, MAX_OUTPUT));
    } catch (BerthException e) {
      throw new BerthException(ErrorCode.ENGINE_UNREACHABLE, e.detail(), e);
    }
  }
}
