package dev.berth.bench.lifecycle;

import dev.berth.bench.measure.Heading;
import dev.berth.bench.measure.Scratch;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.Locale;

/**
 * Whole task lifecycles per second against durable commits per second of the same file: {@code
 * LifecycleRun COMMIT TASKS AT_ONCE}. The engine with the real store and the real job worker;
 * agents are virtual threads that do nothing. Rounds of both in turns, so that what else the
 * machine does hits both alike.
 */
public final class LifecycleRun {
  private static final int ROUNDS = 3;
  private static final int WARM_UP = 200;

  private LifecycleRun() {}

  public static void main(String[] arguments)
      throws IOException, InterruptedException, SQLException {
    System.out.println(Heading.of(arguments[0]));
    run(WARM_UP, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]), System.out);
    // The scheduler's threads are no daemons.
    System.exit(0);
  }

  /**
   * Makes the run, and prints it.
   *
   * @param tasks in each of three rounds
   * @param atOnce tasks that are under way at a time
   */
  static void run(int warmUp, int tasks, int atOnce, PrintStream out)
      throws IOException, InterruptedException, SQLException {
    try (Scratch scratch = Scratch.create();
        Node node = Node.start(scratch.directory("data"), atOnce)) {
      Commits commits = Commits.of(node.database());
      Commits.perSecond(node.database(), warmUp);
      node.live(warmUp);
      double lifecycles = 0;
      double baseline = 0;
      long counted = 0;
      for (int round = 1; round <= ROUNDS; round++) {
        double commitsPerSecond = Commits.perSecond(node.database(), 10 * tasks);
        long before = commits.count();
        double perSecond = node.live(tasks);
        counted += commits.count() - before;
        out.println(
            String.format(
                Locale.ROOT,
                "round %d: %.0f commits/s, %.1f lifecycles/s",
                round,
                commitsPerSecond,
                perSecond));
        baseline += commitsPerSecond / ROUNDS;
        lifecycles += perSecond / ROUNDS;
      }
      double perTask = (double) counted / (tasks * ROUNDS);
      double possible = baseline / perTask;
      out.println(
          String.format(
              Locale.ROOT,
              "n=%d, %d at once: %.0f commits/s, %.1f commits per task, so at most %.1f tasks/s;"
                  + " %.1f lifecycles/s are %.0f %%",
              tasks * ROUNDS,
              atOnce,
              baseline,
              perTask,
              possible,
              lifecycles,
              100 * lifecycles / possible));
    }
  }
}
