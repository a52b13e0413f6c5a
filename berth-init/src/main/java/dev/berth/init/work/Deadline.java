package dev.berth.init.work;

import java.io.IOException;
import java.time.Duration;

/**
 * When something that takes several steps must be done.
 *
 * @param nanos on the clock of {@link System#nanoTime()}
 */
public record Deadline(long nanos) {
  /** So much from now on. */
  public static Deadline in(Duration limit) {
    return new Deadline(System.nanoTime() + limit.toNanos());
  }

  /**
   * What is left for a step.
   *
   * @throws IOException when there is nothing left
   */
  Duration left(String step) throws IOException {
    long left = nanos - System.nanoTime();
    if (left <= 0) {
      throw new IOException("there was no time left for git " + step);
    }
    return Duration.ofNanos(left);
  }
}
