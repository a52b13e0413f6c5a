package dev.berth.agent.command;

/**
 * How a command ended.
 *
 * @param exit the exit code; 124 when it was stopped for taking too long, as {@code timeout(1)} has
 *     it
 * @param output both streams in the order they came, shortened in the middle
 */
public record CommandResult(int exit, String output, boolean timedOut, long durationMs) {
  /** Exit code of a command that was stopped for taking too long. */
  public static final int TIMED_OUT = 124;

  /** Whether it exited with 0. */
  public boolean ok() {
    return exit == 0;
  }
}
