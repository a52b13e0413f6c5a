package dev.berth.cli.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** An agent that was started here, with an environment that holds nothing it was not given. */
public final class AgentProcess implements AutoCloseable {
  /** The service gives an agent so long to its first healthy ping. */
  public static final Duration START = Duration.ofMinutes(2);

  /** Between SIGTERM and SIGKILL. */
  public static final Duration DRAIN = Duration.ofSeconds(15);

  private static final int SIGTERM_UNHANDLED = 143;

  private final Process process;

  /**
   * How to start an agent.
   *
   * @param command program and arguments
   * @param environment all of it
   * @param output where its standard output and error go
   */
  public record Start(
      List<String> command,
      Map<String, String> environment,
      Path directory,
      ProcessBuilder.Redirect output) {
    public Start {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
    }

    /**
     * Starts it.
     *
     * @throws IOException when there is no such program
     */
    public AgentProcess now() throws IOException {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output);
      builder.environment().clear();
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      return new AgentProcess(process);
    }
  }

  private AgentProcess(Process process) {
    this.process = process;
  }

  /** Whether it runs. */
  public boolean alive() {
    return process.isAlive();
  }

  /** Waits for its end; the answer is its exit code. */
  public int await() throws InterruptedException {
    return process.waitFor();
  }

  /** Sends SIGTERM and does not wait. */
  public void terminate() {
    process.destroy();
  }

  /** Its exit code when it ends within that time. */
  public OptionalInt ended(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)
        ? OptionalInt.of(process.exitValue())
        : OptionalInt.empty();
  }

  /** An exit code as people read it. */
  static String shown(int code) {
    return code == SIGTERM_UNHANDLED ? "143, killed by SIGTERM" : Integer.toString(code);
  }

  /** Ends it and what it started, at once. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
