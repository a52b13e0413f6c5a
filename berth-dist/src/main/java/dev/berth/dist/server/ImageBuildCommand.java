package dev.berth.dist.server;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CliException;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.LocalCommand;
import dev.berth.cli.terminal.Screen;
import dev.berth.core.error.BerthException;
import dev.berth.core.exec.CommandRunner;
import dev.berth.core.exec.HostCommandRunner;
import dev.berth.server.Installed;
import dev.berth.server.config.BerthConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code berth image build}: needs no server. */
@Command(
    name = "build",
    description = {
      "Makes the minimal image for `backend: docker` from what is installed on this machine: a"
          + " shell,",
      "POSIX tools, git, and a JDK that builds. Downloads nothing. Quick when nothing has changed."
    })
final class ImageBuildCommand extends LocalCommand implements Callable<Integer> {
  /** Copying and linking take some ten seconds; this is for a slow disk. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @Option(
      names = "--tag",
      paramLabel = "NAME",
      description = "The image's name. Default: what docker.image names.")
  private @Nullable String tag;

  ImageBuildCommand(CliContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    Screen screen = output().screen(context());
    try {
      BerthConfig.Compute compute = ServerCommands.load(context()).compute();
      String name = tag == null ? compute.image() : tag;
      if (name.startsWith("sha256:")) {
        throw CliException.usage(
            "IMAGE_NAME_MISSING",
            "docker.image is an id, and an image that is made needs a name",
            "Say --tag berth-sandbox:latest, and put the id that is printed into docker.image.");
      }
      CommandRunner.Result result = run(compute, name);
      if (!result.ok()) {
        throw CliException.failed(
            "IMAGE_BUILD_FAILED", result.errorText(), "See docs/operations/docker.md.");
      }
      String id = result.lines().getLast();
      screen.line(
          output().json()
              ? "{\"image\":\"" + id + "\",\"name\":\"" + name + "\"}"
              : name + " is " + id);
      return ExitCode.DONE;
    } catch (BerthException e) {
      throw LocalServer.Failures.of(e);
    }
  }

  private CommandRunner.Result run(BerthConfig.Compute compute, String name) {
    Installed installed = Installed.of(context().environment());
    List<String> command = new ArrayList<>();
    Path script = installed.home().resolve("lib/build-image.sh");
    command.addAll(List.of("/bin/sh", script.toString(), "--engine", compute.engine()));
    compute.host().ifPresent(host -> command.addAll(List.of("--host", host)));
    command.addAll(List.of("--tag", name));
    return new HostCommandRunner(context().environment().getOrDefault("PATH", "/usr/bin:/bin"))
        .run(
            new dev.berth.core.exec.Command(
                command,
                Optional.empty(),
                Map.of("JAVA_HOME", installed.javaHome().toString()),
                Optional.empty(),
                LIMIT,
                1 << 20));
  }
}
