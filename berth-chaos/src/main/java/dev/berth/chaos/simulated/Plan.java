package dev.berth.chaos.simulated;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Which calls of a world go wrong, and how. Not thread-safe. */
@FunctionalInterface
interface Plan {
  /**
   * What happens to the next call.
   *
   * @param index of the call, from 0
   * @param possible what can happen to a call like this one
   */
  Optional<Fault> next(long index, Set<Fault> possible);

  /** Nothing. */
  static Plan calm() {
    return (index, possible) -> Optional.empty();
  }

  /** Each of these once, at its call or at the first one after it where it is possible. */
  static Plan at(List<Hit> hits) {
    List<Hit> left = new ArrayList<>(hits);
    return (index, possible) -> {
      Optional<Hit> now =
          left.stream()
              .filter(hit -> hit.index() <= index && possible.contains(hit.fault()))
              .findFirst();
      now.ifPresent(left::remove);
      return now.map(Hit::fault);
    };
  }

  /**
   * One of so many calls, at random, in gusts: between two gusts it is calm, so that what was begun
   * in one is ended in another or in none.
   *
   * @param oneIn how many calls of a gust there are to a fault
   */
  static Plan storm(Random random, int oneIn) {
    return new Storm(random, oneIn);
  }

  /** A fault at a call. */
  record Hit(long index, Fault fault) {}

  /** Random faults in gusts. */
  final class Storm implements Plan {
    private static final int GUST = 400;

    private final Random random;
    private final int oneIn;

    private Storm(Random random, int oneIn) {
      this.random = random;
      this.oneIn = oneIn;
    }

    @Override
    public Optional<Fault> next(long index, Set<Fault> possible) {
      boolean isCalm = index / GUST % 3 == 2;
      if (isCalm || random.nextInt(oneIn) != 0) {
        return Optional.empty();
      }
      // A death is rarer than an error: each costs everything that was under way.
      Set<Fault> errors = EnumSet.copyOf(possible);
      errors.removeIf(Fault::kills);
      boolean isDeath = errors.isEmpty() || random.nextInt(6) == 0;
      List<Fault> choice = possible.stream().filter(fault -> fault.kills() == isDeath).toList();
      return choice.isEmpty()
          ? Optional.empty()
          : Optional.of(choice.get(random.nextInt(choice.size())));
    }
  }
}
