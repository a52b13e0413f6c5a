package dev.berth.bench.cleanup;

import dev.berth.bench.measure.Heading;
import dev.berth.bench.measure.Scratch;
import dev.berth.bench.measure.Series;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * What giving back a session's leases costs: {@code CleanupRun COMMIT SESSIONS CHAINS LENGTH}. Each
 * session holds some chains of leases whose things take 20 to 300 ms to go. In turns: by the engine
 * as the server has it, and one lease after the other by the same steps. Beside them what cannot be
 * beaten: the sum of all, and the longest chain.
 */
public final class CleanupRun {
  private static final int SHORTEST_MILLIS = 20;
  private static final int LONGEST_MILLIS = 300;
  private static final int WARM_UP = 3;

  private CleanupRun() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    System.out.println(Heading.of(arguments[0]));
    run(
        Integer.parseInt(arguments[1]),
        new Shape(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3])),
        System.out);
    // The scheduler's threads are no daemons.
    System.exit(0);
  }

  /** How many chains a session's leases form, and how many leases each has. */
  record Shape(int chains, int length) {
    /** What each lease's thing takes to go. */
    List<List<Duration>> durations(RandomGenerator random) {
      List<List<Duration>> all = new ArrayList<>();
      for (int chain = 0; chain < chains; chain++) {
        all.add(
            random
                .ints(length, SHORTEST_MILLIS, LONGEST_MILLIS + 1)
                .mapToObj(Duration::ofMillis)
                .toList());
      }
      return all;
    }
  }

  static void run(int sessions, Shape shape, PrintStream out)
      throws IOException, InterruptedException {
    Series sums = new Series("sum of all steps");
    Series longest = new Series("longest chain");
    Series sequential = new Series("one after the other");
    Series ours = new Series("ours");
    List<Double> ratios = new ArrayList<>();
    RandomGenerator random = new SplittableRandom(1);
    try (Scratch scratch = Scratch.create();
        Cleaning cleaning = Cleaning.start(scratch.directory("data"))) {
      for (int i = -WARM_UP; i < sessions; i++) {
        List<List<Duration>> durations = shape.durations(random);
        long one = cleaning.oneAfterTheOther(durations);
        long all = cleaning.asTheServerDoes(durations);
        if (i >= 0) {
          long chain = durations.stream().mapToLong(CleanupRun::sum).max().orElseThrow();
          sums.add(durations.stream().mapToLong(CleanupRun::sum).sum());
          longest.add(chain);
          sequential.add(one);
          ours.add(all);
          ratios.add((double) all / chain);
        }
      }
    }
    List.of(sums, longest, sequential, ours).forEach(series -> out.println(series.line()));
    out.println(ours.against(longest));
    out.println(ours.against(sequential));
    out.println(
        String.format(
            Locale.ROOT,
            "ours / its own longest chain: worst x%.3f of %d",
            ratios.stream().mapToDouble(ratio -> ratio).max().orElseThrow(),
            ratios.size()));
  }

  private static long sum(List<Duration> chain) {
    return chain.stream().mapToLong(Duration::toNanos).sum();
  }
}
