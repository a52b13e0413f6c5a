package dev.berth.policy.rule;

import dev.berth.core.policy.Policy.Tier;
import java.util.EnumSet;
import java.util.Set;

/**
 * A text of rules.
 *
 * @param file how messages name it
 * @param tiers of which tiers rules may stand in it
 */
public record RuleSource(String file, String text, boolean builtIn, Set<Tier> tiers) {
  public RuleSource {
    tiers = Set.copyOf(tiers);
  }

  /**
   * One that somebody wrote. In {@code hard.cedar} and {@code *.hard.cedar} only hard rules may
   * stand, in {@code soft.cedar} and {@code *.soft.cedar} only soft ones, in any other both.
   */
  public static RuleSource of(String file, String text) {
    String name = file.substring(file.lastIndexOf('/') + 1);
    if (name.equals("hard.cedar") || name.endsWith(".hard.cedar")) {
      return new RuleSource(file, text, false, Set.of(Tier.HARD));
    }
    if (name.equals("soft.cedar") || name.endsWith(".soft.cedar")) {
      return new RuleSource(file, text, false, Set.of(Tier.SOFT));
    }
    return new RuleSource(file, text, false, EnumSet.allOf(Tier.class));
  }
}
