package dev.berth.init.session;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;

/**
 * Commands of the holder on standard input. The end of that stream means that the holder is dead;
 * then nobody could stop or account for this session any more, and it ends at once.
 */
final class HolderCommands {
  private final BufferedReader in;
  private final StopSignal stop;
  private final Runnable onHolderGone;

  HolderCommands(BufferedReader in, StopSignal stop, Runnable onHolderGone) {
    this.in = in;
    this.stop = stop;
    this.onHolderGone = onHolderGone;
  }

  void run() {
    try {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("STOP ")) {
          long grace = Long.parseLong(line.substring("STOP ".length()).strip());
          stop.raise(Duration.ofMillis(agentsShare(grace)), "stop");
        }
      }
    } catch (IOException | NumberFormatException e) {
      System.err.println("init: standard input: " + e.getMessage());
    }
    onHolderGone.run();
  }

  /** The holder kills when the grace is over; the report of the end needs some of it. */
  private static long agentsShare(long grace) {
    return Math.max(0, grace - Math.min(grace / 4, 1000));
  }
}
