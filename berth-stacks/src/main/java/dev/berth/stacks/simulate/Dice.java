package dev.berth.stacks.simulate;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Chance, from a seed. Confined to one world. */
final class Dice {
  private final SplittableRandom random;

  Dice(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Dice of their own, so that what is drawn from them moves nothing else. */
  Dice apart() {
    return new Dice(random.nextLong());
  }

  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  /** True with this probability. */
  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** From low to high, both possible. */
  int between(int low, int high) {
    return low + random.nextInt(high - low + 1);
  }

  Duration minutes(int low, int high) {
    return Duration.ofSeconds(between(low * 60, high * 60));
  }

  <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
