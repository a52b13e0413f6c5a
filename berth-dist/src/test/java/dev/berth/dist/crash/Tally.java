package dev.berth.dist.crash;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What a campaign came to: which points its servers were to be killed at, which they were, and
 * which they passed at all. A point that was missed is a problem, and so is one that was passed
 * although it is listed as out of reach: the list would go on hiding it. Thread-safe.
 */
final class Tally {
  private final Set<String> planned;
  private final Function<String, Optional<String>> whyNot;
  private final Set<String> hit = new TreeSet<>();
  private final Set<String> passed = new TreeSet<>();
  private final List<String> others = new ArrayList<>();
  private int kills;

  /**
   * Nothing has come yet.
   *
   * @param planned points at which servers are to be killed
   * @param whyNot why a point is out of reach; empty when it is not
   */
  Tally(Collection<String> planned, Function<String, Optional<String>> whyNot) {
    this.planned = new TreeSet<>(planned);
    this.whyNot = whyNot;
  }

  /** A server was killed, wherever it was. */
  synchronized void killed() {
    kills++;
  }

  /** A server stopped at this point, and was killed there. */
  synchronized void hit(String point) {
    hit.add(point);
  }

  /** Servers passed these points. */
  synchronized void passed(Collection<String> points) {
    passed.addAll(points);
  }

  /** Something else is wrong. */
  synchronized void problem(String what) {
    others.add(what);
  }

  synchronized int kills() {
    return kills;
  }

  synchronized int points() {
    return hit.size();
  }

  /** Everything that fails the campaign. */
  synchronized List<String> problems() {
    List<String> problems = new ArrayList<>(others);
    planned.stream()
        .filter(point -> !hit.contains(point))
        .map(point -> "no server was killed at '" + point + "'")
        .forEach(problems::add);
    for (String point : passed) {
      whyNot
          .apply(point)
          .map(reason -> "'" + point + "' is passed, and listed as out of reach: " + reason)
          .ifPresent(problems::add);
    }
    return problems;
  }
}
