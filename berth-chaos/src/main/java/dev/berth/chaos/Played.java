package dev.berth.chaos;

import java.util.List;

/**
 * What one half of a run came to.
 *
 * @param violations what must not have happened, a line each, naming what helps to play it again
 * @param notes what else is worth knowing, a line each
 */
public record Played(Counters counters, List<String> violations, List<String> notes) {
  /** Nothing was played. */
  public static final Played NOTHING = new Played(Counters.ZERO, List.of());

  public Played {
    violations = List.copyOf(violations);
    notes = List.copyOf(notes);
  }

  /** With nothing else to tell. */
  public Played(Counters counters, List<String> violations) {
    this(counters, violations, List.of());
  }
}
