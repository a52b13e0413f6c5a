package dev.berth.policy.cedar;

import java.util.Map;
import java.util.Set;

/**
 * One rule, read.
 *
 * @param forbids whether it says no, rather than yes
 * @param actions names of the actions that it is about; empty: all
 * @param texts every text and pattern that it compares something with, patterns with {@code *}
 * @param entangled whether it compares two things of which neither stands in the rule
 */
public record Parsed(
    Map<String, String> annotations,
    boolean forbids,
    Set<String> actions,
    Set<String> texts,
    boolean entangled) {
  public Parsed {
    annotations = Map.copyOf(annotations);
    actions = Set.copyOf(actions);
    texts = Set.copyOf(texts);
  }

  static Parsed of(Map<String, String> annotations, boolean forbids, Tree tree) {
    return new Parsed(annotations, forbids, tree.actions(), tree.texts(), tree.entangled());
  }
}
