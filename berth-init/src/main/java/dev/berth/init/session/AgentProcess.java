package dev.berth.init.session;

import dev.berth.init.gateway.OutputRelay;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The agent: a process in a session and process group of its own, so that one signal reaches
 * everything it started in the ordinary way. (What it started otherwise dies with the sandbox.)
 */
final class AgentProcess {
  private final Process process;

  private AgentProcess(Process process) {
    this.process = process;
  }

  /** Exactly this environment; output goes to the relay byte by byte as it comes. */
  static AgentProcess start(
      List<String> argv, Path directory, Map<String, String> environment, OutputRelay output)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("/usr/bin/setsid"));
    command.addAll(argv);
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    Thread.ofVirtual().start(() -> output.drain("stdout", process.getInputStream()));
    Thread.ofVirtual().start(() -> output.drain("stderr", process.getErrorStream()));
    return new AgentProcess(process);
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  CompletableFuture<Process> onExit() {
    return process.onExit();
  }

  /** 128 + n for signal n. */
  int exitCode() {
    return process.exitValue();
  }

  /** TERM to the group, the grace, then KILL. Returns when the agent itself has ended. */
  void stop(Duration grace) throws IOException, InterruptedException {
    signal("TERM");
    if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
      signal("KILL");
      process.destroyForcibly().waitFor();
    }
  }

  private void signal(String name) throws IOException, InterruptedException {
    // The JDK signals single processes only.
    Process kill =
        new ProcessBuilder("/bin/sh", "-c", "kill -s \"$0\" -- \"-$1\"", name, "" + pid())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    kill.waitFor();
    if (name.equals("TERM") && kill.exitValue() != 0) {
      process.destroy();
    }
  }
}
