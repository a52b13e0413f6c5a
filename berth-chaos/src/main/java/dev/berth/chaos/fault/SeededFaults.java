package dev.berth.chaos.fault;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/**
 * One call of so many goes wrong. The same seed decides the same about the same sequence of calls.
 * Thread-safe.
 */
public final class SeededFaults implements FaultPlan {
  private final RandomGenerator random;
  private final int share;
  private final BiConsumer<FaultKind, String> injected;

  /**
   * A plan.
   *
   * @param share one of so many calls goes wrong, 1 or more
   * @param injected is told of each before it happens
   */
  public SeededFaults(long seed, int share, BiConsumer<FaultKind, String> injected) {
    this.random = Random.from(new SplittableRandom(seed));
    this.share = share;
    this.injected = injected;
  }

  @Override
  public synchronized Optional<FaultKind> next(String call, Set<FaultKind> possible) {
    if (random.nextInt(share) != 0) {
      return Optional.empty();
    }
    List<FaultKind> kinds = possible.stream().sorted().toList();
    FaultKind kind = kinds.get(random.nextInt(kinds.size()));
    injected.accept(kind, call);
    return Optional.of(kind);
  }
}
