package dev.berth.chaos.simulated;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The single faults: each kind at each call that a session makes in good weather. Hands out one
 * after the other and remembers which were played, so that "all of them" is counted and not
 * claimed. Thread-safe.
 */
final class Singles {
  /** Prime, so that neighbours are far apart and each pair is met once. */
  private static final long STRIDE = 7919;

  private static final Fault[] KINDS = Fault.values();

  private final Set<Plan.Hit> played = new HashSet<>();
  private long calls;

  /**
   * One of them; empty when there are no more.
   *
   * @param number from 0; the same is the same
   * @param callsOfSession as this world counted them
   * @throws IllegalStateException when the worlds do not count the same: then nothing is known
   */
  synchronized Optional<Plan.Hit> take(long number, long callsOfSession) {
    if (calls != 0 && calls != callsOfSession) {
      throw new IllegalStateException(
          "a session makes " + calls + " calls in one world and " + callsOfSession + " in another");
    }
    calls = callsOfSession;
    if (number >= all()) {
      return Optional.empty();
    }
    long pair = number * STRIDE % all();
    Plan.Hit hit = new Plan.Hit(pair % calls, KINDS[(int) (pair / calls)]);
    played.add(hit);
    return Optional.of(hit);
  }

  /** How many there are. */
  private long all() {
    return calls * KINDS.length;
  }

  synchronized boolean isComplete() {
    return calls > 0 && played.size() == all();
  }

  /** How many of how many, for a report; empty when none was played. */
  synchronized List<String> notes() {
    return calls == 0
        ? List.of()
        : List.of(
            "single faults: %,d of %,d played (%d kinds at each of %d calls of a session)"
                .formatted(played.size(), all(), KINDS.length, calls));
  }
}
