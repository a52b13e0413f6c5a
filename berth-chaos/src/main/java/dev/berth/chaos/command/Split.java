package dev.berth.chaos.command;

import dev.berth.cli.command.CliException;
import org.jspecify.annotations.Nullable;

/**
 * How many sessions each half plays.
 *
 * @param real 0 or more
 * @param simulated 0 or more; one of the two is above 0
 */
record Split(int real, int simulated) {
  /** The most that one run plays of real ones: a day's worth. */
  private static final int MOST_REAL = 100_000;

  private static final int MOST = 10_000_000;
  private static final int REAL_SHARE = 10;
  private static final int LEAST_REAL = 5;

  /**
   * As the options say. Without word of the halves a tenth is real, and at least five are, or all
   * where there are fewer.
   */
  static Split of(int sessions, @Nullable Integer real, @Nullable Integer simulated) {
    require(sessions >= 1 && sessions <= MOST, "--sessions is from 1 to " + MOST);
    require(real == null || (real >= 0 && real <= MOST_REAL), "--real is from 0 to " + MOST_REAL);
    require(
        simulated == null || (simulated >= 0 && simulated <= MOST),
        "--simulated is from 0 to " + MOST);
    if (real != null && simulated != null) {
      require(real + simulated > 0, "--real 0 --simulated 0 leaves nothing to play");
      return new Split(real, simulated);
    }
    if (simulated != null) {
      require(simulated <= sessions, "--simulated is more than --sessions");
      return new Split(sessions - simulated, simulated);
    }
    int usual = Math.min(MOST_REAL, Math.max(LEAST_REAL, sessions / REAL_SHARE));
    int wanted = real == null ? Math.min(sessions, usual) : real;
    require(wanted <= sessions, "--real is more than --sessions");
    return new Split(wanted, sessions - wanted);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw CliException.usage(
          "BAD_SESSIONS",
          otherwise,
          "Give --sessions N alone for a usual split, or --real N and --simulated N.");
    }
  }
}
