package dev.berth.compute.docker;

import dev.berth.compute.host.TreeDeletion;
import dev.berth.core.backend.Backend.Probe;
import dev.berth.core.backend.SandboxSpec.ResourceLimits;
import dev.berth.core.error.BerthException;
import dev.berth.core.exec.CommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Runs an empty container of exactly the kind that sessions get and looks around in it. */
final class ContainerProbe {
  /** A first container of an image on a busy machine takes seconds. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final ResourceLimits LIMITS = new ResourceLimits(512L << 20, 256, 0);

  /** Says what is wrong, one line each; the last line is {@code done}. */
  private static final String LOOK_AROUND =
      """
      while read -r name value rest; do
        case "$name$value" in
          Uid:0) echo "the agent would be root";;
          NoNewPrivs:0) echo "programs could gain privileges";;
          Seccomp:0) echo "no system call filter is in force";;
          CapEff:*[1-9a-f]*) echo "the agent would have capabilities";;
        esac
      done < /proc/self/status
      routes=0
      while read -r line; do routes=$((routes + 1)); done < /proc/net/route
      [ "$routes" -le 1 ] || echo "there is a network"
      if (echo x > /berth-probe) 2>/dev/null; then echo "/ can be written"; fi
      (echo x > /workspace/probe) 2>/dev/null || echo "the workspace cannot be written as uid $2"
      (echo x > /tmp/probe) 2>/dev/null || echo "/tmp cannot be written"
      (echo x > /home/agent/probe) 2>/dev/null || echo "/home/agent cannot be written"
      [ -x /usr/bin/setsid ] || echo "the image lacks /usr/bin/setsid (util-linux)"
      for tool in git mkdir cat; do
        command -v "$tool" >/dev/null 2>&1 || echo "the image lacks $tool"
      done
      "$1" -version >/dev/null 2>&1 || echo "Berth's Java does not run in the image; it needs a GNU C library"
      echo done
      """;

  private final DockerSettings settings;
  private final EngineAtHand engine;
  private final ContainerLayout layout;
  private final AgentUser user;
  private final Supplier<List<String>> inForce;

  ContainerProbe(
      DockerSettings settings,
      EngineAtHand engine,
      ContainerLaunch.Made made,
      Supplier<List<String>> inForce) {
    this.settings = settings;
    this.engine = engine;
    this.layout = made.layout();
    this.user = made.user();
    this.inForce = inForce;
  }

  Probe run() {
    try {
      List<String> problems = problems();
      return new Probe(problems.isEmpty(), inForce.get(), problems);
    } catch (BerthException e) {
      return new Probe(
          false, List.of(), List.of(e.code() + ": " + e.detail() + ". " + e.code().remedy()));
    } catch (IOException e) {
      return new Probe(false, List.of(), List.of("the probe cannot be prepared: " + e));
    }
  }

  private List<String> problems() throws IOException {
    String image = engine.image();
    Path directory = Files.createTempDirectory(settings.files().data(), "probe");
    try {
      Path workspace = Files.createDirectory(directory.resolve("tree"));
      user.give(workspace);
      return problems(engine.get().runToItsEnd(arguments(image, workspace), LIMIT));
    } finally {
      TreeDeletion.delete(directory);
    }
  }

  private List<String> arguments(String image, Path workspace) {
    List<String> all = new ArrayList<>(List.of("--rm", "--label", "dev.berth.probe=1"));
    all.addAll(
        layout.options(
            new ContainerLayout.Mounts(workspace, Optional.empty(), Optional.empty()), LIMITS));
    String java = settings.programs().javaHome().resolve("bin/java").toString();
    all.addAll(
        ContainerLayout.program(
            image, List.of("/bin/sh", "-c", LOOK_AROUND, "berth-probe", java, user.text())));
    // "run" shows what it prints only where something keeps it or is attached.
    all.addAll(0, List.of("--attach", "stdout", "--attach", "stderr"));
    return all;
  }

  private static List<String> problems(CommandRunner.Result result) {
    List<String> lines = new ArrayList<>(result.lines());
    if (lines.isEmpty() || !lines.getLast().equals("done")) {
      if (!result.errorText().isEmpty() && lines.isEmpty()) {
        throw EngineFailure.of(result.errorText());
      }
      return List.of(
          "the container does not start (exit code %d): %s"
              .formatted(result.exitCode(), result.errorText()));
    }
    lines.removeLast();
    return lines;
  }
}
