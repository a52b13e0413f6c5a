package dev.berth.stacks.simulate;

import java.util.function.LongConsumer;

/** Many worlds, one after the other, each from its own seed. */
public final class Simulation {
  private Simulation() {}

  /**
   * Plays worlds.
   *
   * @param worlds how many; at least 1
   * @param seed of the first; the others' are the numbers after it
   * @param progress told after each how many are done
   */
  public static Tally of(long worlds, long seed, Contender contender, LongConsumer progress) {
    if (worlds < 1) {
      throw new IllegalArgumentException("at least one world");
    }
    Tally all = new Tally();
    for (long world = 0; world < worlds; world++) {
      all.addAll(new World(seed + world, contender).play(), "seed " + (seed + world));
      progress.accept(world + 1);
    }
    return all;
  }

  /** Whether nothing bad happened, and the worlds were wild enough for that to mean something. */
  public static boolean passes(Tally tally) {
    return tally.harmless() && tally.belowFloors().isEmpty();
  }
}
