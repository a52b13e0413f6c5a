package dev.berth.bench.session;

import dev.berth.bench.measure.Heading;
import dev.berth.bench.measure.Scratch;
import dev.berth.bench.measure.Series;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * From a submission to the agent's first heartbeat in real sandboxes: {@code FirstHeartbeatRun
 * COMMIT HOME AGENT N}. {@code tiny}: an agent that costs little more than a JVM, in turns with the
 * same one started by hand; the difference is the control plane's share. {@code reference}: the
 * package's own agent.
 */
public final class FirstHeartbeatRun {
  private static final int WARM_UP = 5;

  private final Path home;
  private final int warmUp;
  private final int samples;
  private final PrintStream out;

  private FirstHeartbeatRun(Path home, int warmUp, int samples, PrintStream out) {
    this.home = home;
    this.warmUp = warmUp;
    this.samples = samples;
    this.out = out;
  }

  /** Which agent runs. */
  enum Agent {
    TINY,
    REFERENCE
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Agent agent = Agent.valueOf(arguments[2].toUpperCase(java.util.Locale.ROOT));
    System.out.println(Heading.of(arguments[0]));
    run(Path.of(arguments[1]), agent, WARM_UP, Integer.parseInt(arguments[3]), System.out);
  }

  /** Makes the whole run, and prints it. */
  static void run(Path home, Agent agent, int warmUp, int samples, PrintStream out)
      throws IOException, InterruptedException {
    FirstHeartbeatRun run = new FirstHeartbeatRun(home.toRealPath(), warmUp, samples, out);
    try (Scratch scratch = Scratch.create()) {
      switch (agent) {
        case TINY -> run.tiny(scratch);
        case REFERENCE -> run.reference(scratch);
      }
    }
  }

  private void tiny(Scratch scratch) throws IOException, InterruptedException {
    Path tinyHome = TinyHome.make(home, scratch.directory("home"));
    Series hand = new Series("by hand, to the first heartbeat");
    Series submitted = new Series("submitted, to the first heartbeat");
    try (Served served = Served.start(tinyHome, scratch.directory("s"))) {
      ByHand byHand = new ByHand(scratch.directory("h"), tinyHome, served.config().process());
      for (int i = 0; i < warmUp + samples; i++) {
        long withServer = served.firstHeartbeat();
        long alone = byHand.firstHeartbeat();
        if (i >= warmUp) {
          submitted.add(withServer);
          hand.add(alone);
        }
      }
    }
    out.println(hand.line());
    out.println(submitted.line());
    out.println(submitted.against(hand));
  }

  private void reference(Scratch scratch) throws IOException, InterruptedException {
    Series submitted = new Series("submitted, reference agent's first heartbeat");
    try (Served served = Served.start(home, scratch.directory("s"))) {
      for (int i = 0; i < warmUp + samples; i++) {
        long nanos = served.firstHeartbeat();
        if (i >= warmUp) {
          submitted.add(nanos);
        }
      }
    }
    out.println(submitted.line());
  }
}
