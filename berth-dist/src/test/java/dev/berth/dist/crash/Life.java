package dev.berth.dist.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** One life of the packaged server: started with orders, ended by SIGKILL. */
final class Life {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path control;
  private final Process process;

  private Life(Path control, Process process) {
    this.control = control;
    this.process = process;
  }

  /**
   * Starts the server of the package with these orders, and waits until it serves or is stopped.
   */
  static Life begin(Packaged packaged, Path data, Path control, Orders orders) throws IOException {
    Files.deleteIfExists(control.resolve(ArmedServer.READY));
    Files.deleteIfExists(control.resolve(Orders.REACHED));
    orders.write(control);
    ProcessBuilder builder = new ProcessBuilder(packaged.command(data, control));
    builder.environment().keySet().removeIf(name -> name.startsWith("BERTH_"));
    Path output = control.resolve("server.out");
    Life life =
        new Life(
            control,
            builder
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start());
    life.awaitReady(output);
    return life;
  }

  /** Whether it stopped at its armed point. */
  boolean reached() {
    return Files.exists(control.resolve(Orders.REACHED));
  }

  /** Waits until it stopped at its armed point; false when it does not come. */
  boolean awaitReached(Duration patience) {
    try {
      Awaitility.await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .atMost(patience)
          .until(() -> reached() || !process.isAlive());
      return reached();
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }

  /** SIGKILL, as power loss would; what it left is for the next life. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("the server survives SIGKILL");
    }
  }

  /** SIGTERM, as an operator stops it. */
  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("the server survives SIGTERM");
    }
  }

  private void awaitReady(Path output) throws IOException {
    try {
      Awaitility.await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .atMost(PATIENCE)
          .until(() -> Files.exists(control.resolve(ArmedServer.READY)) || reached() || hasEnded());
    } catch (ConditionTimeoutException e) {
      process.destroyForcibly();
      throw new IllegalStateException("the server does not start: " + tail(output), e);
    }
    if (hasEnded()) {
      throw new IllegalStateException("the server ended: " + tail(output));
    }
  }

  private boolean hasEnded() {
    return !process.isAlive();
  }

  private static List<String> tail(Path output) throws IOException {
    List<String> lines = Files.readAllLines(output);
    return lines.subList(Math.max(0, lines.size() - 20), lines.size());
  }
}
