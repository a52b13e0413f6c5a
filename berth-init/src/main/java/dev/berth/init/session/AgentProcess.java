package dev.berth.init.session;

import dev.berth.init.gateway.OutputRelay;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
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

  /**
   * What to start.
   *
   * @param environment exactly this
   * @param input what stands on its standard input; empty: that is at its end at once
   */
  record Start(List<String> argv, Path directory, Map<String, String> environment, String input) {}

  /** Output goes to the relay byte by byte as it comes. */
  static AgentProcess start(Start start, OutputRelay output) throws IOException {
    List<String> command = new ArrayList<>(List.of("/usr/bin/setsid"));
    command.addAll(start.argv());
    ProcessBuilder builder = new ProcessBuilder(command).directory(start.directory().toFile());
    builder.environment().clear();
    builder.environment().putAll(start.environment());
    Process process = builder.start();
    Thread.ofVirtual().start(() -> feed(process, start.input()));
    output.follow("stdout", process.getInputStream());
    output.follow("stderr", process.getErrorStream());
    return new AgentProcess(process);
  }

  private static void feed(Process process, String input) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // An agent that does not read its standard input, or has ended, misses nothing.
      System.err.println("init: the agent's standard input was closed: " + e.getMessage());
    }
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
      // By its handle: the process's own method closes the pipes with what nobody has read yet.
      process.toHandle().destroyForcibly();
      process.waitFor();
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
      process.toHandle().destroy();
    }
  }
}
