package dev.berth.init.holder;

import dev.berth.init.clock.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Ends a sandbox that is not below this holder: its processes are the container engine's, and the
 * program that the holder started is only the way to them. Asked again for a while when the engine
 * does not answer, since the end of that program alone proves nothing. Thread-safe.
 *
 * @param command succeeds when the container has ended
 * @param pause between two attempts
 */
record ContainerEnd(List<String> command, Duration pause, Clock clock) {
  private static final int ATTEMPTS = 20;
  private static final int MAX_ANSWER = 4096;

  /** An engine under load takes seconds to end a container. */
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** What engines say of a container that is not there, in lower case. */
  private static final String ABSENT = "no such container";

  ContainerEnd {
    command = List.copyOf(command);
  }

  /** Brings it about; answers whether it is certain. */
  boolean bring() {
    try {
      for (int i = 0; i < ATTEMPTS; i++) {
        if (attempt()) {
          return true;
        }
        clock.sleep(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private boolean attempt() throws InterruptedException {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().clear();
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        System.err.println("holder: the container engine does not answer");
        return false;
      }
      return process.exitValue() == 0 || isAbsent(process);
    } catch (IOException e) {
      System.err.println("holder: the container could not be ended: " + e.getMessage());
      return false;
    }
  }

  private static boolean isAbsent(Process process) throws IOException {
    try (InputStream in = process.getInputStream()) {
      String answer = new String(in.readNBytes(MAX_ANSWER), StandardCharsets.UTF_8).strip();
      if (answer.toLowerCase(Locale.ROOT).contains(ABSENT)) {
        return true;
      }
      System.err.println("holder: the container could not be ended: " + answer);
      return false;
    }
  }
}
