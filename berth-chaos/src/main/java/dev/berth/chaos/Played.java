package dev.berth.chaos;

import java.util.List;

/**
 * What one half of a run came to.
 *
 * @param violations what must not have happened, a line each, naming what helps to play it again
 */
public record Played(Counters counters, List<String> violations) {
  /** Nothing was played. */
  public static final Played NOTHING = new Played(Counters.ZERO, List.of());

  public Played {
    violations = List.copyOf(violations);
  }
}
