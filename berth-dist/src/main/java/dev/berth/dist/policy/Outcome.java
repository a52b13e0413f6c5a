package dev.berth.dist.policy;

import dev.berth.core.policy.Ruling;
import dev.berth.core.policy.Ruling.Effect;
import java.util.List;

/**
 * A ruling as commands tell it.
 *
 * @param word {@code allow}, {@code ask} or {@code deny}
 * @param reason begins with a colon, or is empty
 * @param enforced whether a door holds it, or, for what is allowed, sees some of it
 */
record Outcome(String word, String reason, List<String> rules, boolean enforced) {
  static Outcome of(Ruling ruling) {
    return switch (ruling) {
      case Ruling.Allow allow ->
          new Outcome(
              "allow", "", allow.lifted(), allow.effects().stream().anyMatch(Effect::enforced));
      case Ruling.Ask ask -> new Outcome("ask", ": " + ask.reason(), ask.rules(), ask.enforced());
      case Ruling.Deny deny ->
          new Outcome(
              "deny",
              ": " + deny.reason() + " [" + deny.code() + "]",
              deny.rules(),
              deny.enforced());
    };
  }
}
