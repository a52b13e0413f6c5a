package dev.berth.policy.effect;

import dev.berth.core.policy.Ruling.Effect;
import dev.berth.policy.rule.Action;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One thing that a step does, with what rules read of it.
 *
 * @param target what it is done to; empty when that cannot be known
 * @param enforced whether a door sees it
 * @param facts what the schema has for this action, without what all actions have
 * @param command the simple command that does it, as {@code bash_pattern} sees it, for those that a
 *     shell runs
 */
public record Deed(
    Action action,
    Optional<String> target,
    boolean enforced,
    Map<String, Object> facts,
    Optional<String> command) {
  public Deed {
    facts = Map.copyOf(facts);
  }

  /** What people are shown. */
  public Effect effect() {
    return new Effect(action.id(), target, enforced);
  }

  /** Everything that rules read. */
  public Map<String, Object> context(Setting setting) {
    Map<String, Object> all = new HashMap<>(setting.facts());
    all.putAll(facts);
    return all;
  }

  /** The same text for the same deed. */
  public String canonical() {
    return action + " " + target + " " + new TreeMap<>(facts) + " " + command;
  }
}
