package dev.berth.agent.command;

import dev.berth.agent.TaskFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Starts commands, each in a process group of its own that is killed whole when the command ends,
 * takes too long, or the calling thread is interrupted: nothing of a command outlives it.
 * Thread-safe.
 */
public final class Commands {
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  /** How long the streams of a killed group may take to end. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final int outputLimit;

  /** Commands whose output is kept up to a number of bytes. */
  public Commands(int outputLimit) {
    this.outputLimit = outputLimit;
  }

  /**
   * A command to run.
   *
   * @param environment added to what the agent itself was given
   */
  public record Command(
      List<String> line, Path directory, Map<String, String> environment, Duration timeout) {
    /** Copies the collections. */
    public Command {
      line = List.copyOf(line);
      environment = Map.copyOf(environment);
    }

    /** A shell command line. */
    public static Command shell(
        String line, Path directory, Map<String, String> environment, Duration timeout) {
      return new Command(List.of("/bin/sh", "-c", line), directory, environment, timeout);
    }
  }

  /**
   * Runs a command to its end.
   *
   * @throws TaskFailure {@code COMMAND_NOT_STARTED} when there is no such program or directory
   */
  public CommandResult run(Command command) throws InterruptedException {
    long started = System.nanoTime();
    Process process = start(command);
    BoundedOutput output = new BoundedOutput(outputLimit);
    Thread reader = Thread.ofVirtual().name("berth-output").start(() -> read(process, output));
    boolean ended = false;
    try {
      ended = process.waitFor(command.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      killGroup(process);
    }
    process.waitFor();
    if (!reader.join(LAST_WORDS)) {
      closeStreams(process);
    }
    int exit = ended ? process.exitValue() : CommandResult.TIMED_OUT;
    return new CommandResult(
        exit, output.text(), !ended, (System.nanoTime() - started) / 1_000_000);
  }

  private static Process start(Command command) {
    List<String> line = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      line.add(SETSID.toString());
    }
    line.addAll(command.line());
    ProcessBuilder builder =
        new ProcessBuilder(line).directory(command.directory().toFile()).redirectErrorStream(true);
    builder.environment().putAll(command.environment());
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return process;
    } catch (IOException e) {
      throw new TaskFailure(
          "COMMAND_NOT_STARTED",
          "Could not start " + command.line().getFirst() + ": " + e.getMessage());
    }
  }

  private static void read(Process process, BoundedOutput output) {
    try {
      output.drain(process.getInputStream());
    } catch (IOException e) {
      // The stream of a killed group may break off; what was read until then is the output.
      process.destroyForcibly();
    }
  }

  /**
   * Kills the group, or what can be found of it where there is no setsid. By its handle: {@link
   * Process#destroyForcibly} closes the streams, too, and with them what has not been read yet.
   */
  private static void killGroup(Process process) {
    List<ProcessHandle> descendants = process.descendants().toList();
    if (Files.isExecutable(SETSID)) {
      try {
        new ProcessBuilder("/bin/sh", "-c", "kill -s KILL -- -" + process.pid())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
      } catch (IOException e) {
        // Without a shell there is still the list of descendants below.
        process.toHandle().destroyForcibly();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    process.toHandle().destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
  }

  private static void closeStreams(Process process) {
    try {
      process.getInputStream().close();
    } catch (IOException e) {
      // Somebody outside the group still holds the pipe; it ends with the sandbox.
      process.destroyForcibly();
    }
  }
}
