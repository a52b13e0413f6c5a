package dev.berth.bench.sweep;

import dev.berth.bench.measure.Heading;
import dev.berth.stacks.simulate.Contender;
import dev.berth.stacks.simulate.Count;
import dev.berth.stacks.simulate.Tally;
import dev.berth.stacks.simulate.World;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Ways of sweeping over the same worlds: {@code SweepRun COMMIT WORLDS SEED}. Prints, for each,
 * what it did to others and what it left.
 */
public final class SweepRun {
  private static final List<Count> COLUMNS =
      List.of(
          Count.FOREIGN_DELETES,
          Count.PROTECTED_DELETES,
          Count.ORDER_VIOLATIONS,
          Count.NEVER_CLEAN,
          Count.API_CALLS,
          Count.BILLABLE_MINUTES,
          Count.SIMULATED_HOURS);

  private SweepRun() {}

  public static void main(String[] arguments) throws IOException {
    System.out.println(Heading.of(arguments[0]));
    run(Integer.parseInt(arguments[1]), Long.parseLong(arguments[2]), System.out);
  }

  /** Makes the run, and prints it. */
  static void run(int worlds, long seed, PrintStream out) {
    Map<String, Supplier<Contender>> contenders = new LinkedHashMap<>();
    contenders.put("timer of eight hours", FixedTimer::new);
    contenders.put("delete loop, three rounds", DeleteLoop::new);
    contenders.put("ours", Contender::ours);
    out.println("worlds " + worlds + ", seed " + seed);
    out.print("| |");
    COLUMNS.forEach(column -> out.print(" " + column.wire().replace('_', ' ') + " |"));
    out.println(" processor ms per world |");
    contenders.forEach((name, contender) -> row(name, contender, worlds, seed, out));
  }

  private static void row(
      String name, Supplier<Contender> contender, int worlds, long seed, PrintStream out) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    Tally all = new Tally();
    for (int world = 0; world < worlds; world++) {
      Tally tally = new World(seed + world, contender.get()).play();
      for (Count count : Count.values()) {
        all.add(count, tally.of(count));
      }
    }
    long millis = (threads.getCurrentThreadCpuTime() - start) / 1_000_000;
    out.print("| " + name + " |");
    COLUMNS.forEach(column -> out.printf(" %,d |", all.of(column)));
    out.printf(" %.1f |%n", (double) millis / worlds);
  }
}
