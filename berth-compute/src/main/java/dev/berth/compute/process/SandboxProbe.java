package dev.berth.compute.process;

import dev.berth.compute.host.TreeDeletion;
import dev.berth.core.backend.Backend.Probe;
import dev.berth.core.error.BerthException;
import dev.berth.core.exec.Command;
import dev.berth.core.exec.CommandRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs an empty sandbox of exactly the kind that sessions get and looks around in it. */
final class SandboxProbe {
  private static final String RUN =
      """
      dir=$1; shift
      exec 3<"$dir/sandbox.args" 4<"$dir/sandbox.seccomp"
      exec "$@"
      """;

  /** Says what is wrong, one line each; the last line is {@code done}. */
  private static final String LOOK_AROUND =
      """
      for place in /root /var /home/* ; do
        case $place in /home/agent) ;; *) [ ! -e "$place" ] || echo "$place of the host is visible";; esac
      done
      if unshare --user true 2>/dev/null; then echo "a nested user namespace could be made"; fi
      if (echo x > /usr/berth-probe) 2>/dev/null; then echo "/usr can be written"; fi
      if (echo x > /berth-probe) 2>/dev/null; then echo "/ can be written"; fi
      (echo x > /workspace/probe) 2>/dev/null || echo "the workspace cannot be written"
      "$1" -version >/dev/null 2>&1 || echo "Java does not run inside"
      echo done
      """;

  private final ProcessSettings settings;
  private final Enforcement enforcement;
  private final SandboxLayout layout;
  private final byte[] seccomp;
  private final CommandRunner runner;

  SandboxProbe(
      ProcessSettings settings,
      Enforcement enforcement,
      SandboxLayout layout,
      byte[] seccomp,
      CommandRunner runner) {
    this.settings = settings;
    this.enforcement = enforcement;
    this.layout = layout;
    this.seccomp = seccomp;
    this.runner = runner;
  }

  Probe run() {
    try {
      List<String> inForce = enforcement.inForce();
      List<String> problems = enforcement.isolated() ? sandboxed() : List.of();
      return new Probe(problems.isEmpty(), inForce, problems);
    } catch (BerthException e) {
      return new Probe(false, List.of(), List.of(e.detail()));
    } catch (IOException e) {
      return new Probe(false, List.of(), List.of("the probe cannot be prepared: " + e));
    }
  }

  private List<String> sandboxed() throws IOException {
    Path directory = Files.createTempDirectory(settings.data(), "probe");
    try {
      Path workspace = Files.createDirectory(directory.resolve("tree"));
      SandboxLayout.Mounts mounts =
          new SandboxLayout.Mounts(workspace, Optional.empty(), Optional.empty(), Optional.empty());
      Files.writeString(
          directory.resolve("sandbox.args"),
          String.join("\0", layout.arguments(mounts)) + "\0",
          StandardCharsets.UTF_8);
      Files.write(directory.resolve("sandbox.seccomp"), seccomp);
      return problems(runner.run(command(directory)));
    } finally {
      TreeDeletion.delete(directory);
    }
  }

  private Command command(Path directory) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("/bin/sh", "-c", RUN, "berth-probe", directory.toString()));
    command.add(enforcement.bubblewrap().orElseThrow().toString());
    command.addAll(List.of("--args", "3", "--"));
    command.addAll(List.of("/bin/sh", "-c", LOOK_AROUND, "berth-probe"));
    command.add(settings.javaHome().resolve("bin/java").toString());
    return new Command(
        command, Optional.empty(), Map.of(), Optional.empty(), Duration.ofSeconds(20), 1 << 16);
  }

  private static List<String> problems(CommandRunner.Result result) {
    List<String> lines = new ArrayList<>(result.lines());
    if (lines.isEmpty() || !lines.getLast().equals("done")) {
      return List.of(
          "the sandbox does not start (exit code %d): %s"
              .formatted(result.exitCode(), result.errorText()));
    }
    lines.removeLast();
    return lines;
  }
}
