package dev.berth.policy.rule;

import dev.berth.core.policy.Policy.Rule;
import dev.berth.core.policy.Policy.Tier;
import java.util.Set;

/**
 * A rule in a book.
 *
 * @param text in Cedar
 * @param place {@code file:line}
 * @param actions what it is about
 * @param compared every text and pattern that it compares something with
 * @param entangled whether it compares two things that are both in the question
 */
public record LoadedRule(
    Rule rule,
    String text,
    String place,
    Set<Action> actions,
    Set<String> compared,
    boolean entangled) {
  public LoadedRule {
    actions = Set.copyOf(actions);
    compared = Set.copyOf(compared);
  }

  public String id() {
    return rule.id();
  }

  public boolean isHard() {
    return rule.tier() == Tier.HARD;
  }
}
