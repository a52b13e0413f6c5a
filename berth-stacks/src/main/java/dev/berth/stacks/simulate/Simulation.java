package dev.berth.stacks.simulate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;

/** Many worlds, several at a time, each from its own seed. */
public final class Simulation {
  /** So many worlds per thread wait to be counted, in the order of their seeds. */
  private static final int AHEAD = 16;

  private Simulation() {}

  /**
   * Plays worlds.
   *
   * @param worlds how many; at least 1
   * @param seed of the first; the others' are the numbers after it
   * @param progress told after each how many are done
   */
  public static Tally of(long worlds, long seed, Contender contender, LongConsumer progress) {
    return of(worlds, seed, contender, progress, Runtime.getRuntime().availableProcessors());
  }

  /**
   * Plays worlds.
   *
   * @param threads at least 1; the result does not depend on it
   */
  public static Tally of(
      long worlds, long seed, Contender contender, LongConsumer progress, int threads) {
    if (worlds < 1 || threads < 1) {
      throw new IllegalArgumentException("at least one world and one thread");
    }
    Tally all = new Tally();
    Deque<Future<Tally>> playing = new ArrayDeque<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      long done = 0;
      for (long world = 0; world < worlds; world++) {
        long each = seed + world;
        playing.add(pool.submit(() -> new World(each, contender).play()));
        if (playing.size() >= threads * AHEAD || world == worlds - 1) {
          long keep = world == worlds - 1 ? 0 : threads;
          while (playing.size() > keep) {
            all.addAll(played(playing.remove(), pool), "seed " + (seed + done));
            progress.accept(++done);
          }
        }
      }
    }
    return all;
  }

  private static Tally played(Future<Tally> world, ExecutorService pool) {
    try {
      return world.get();
    } catch (InterruptedException e) {
      pool.shutdownNow();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while worlds were played", e);
    } catch (ExecutionException e) {
      pool.shutdownNow();
      throw new IllegalStateException("a world came to an unforeseen end", e.getCause());
    }
  }

  /** Whether nothing bad happened, and the worlds were wild enough for that to mean something. */
  public static boolean passes(Tally tally) {
    return tally.harmless() && tally.belowFloors().isEmpty();
  }
}
