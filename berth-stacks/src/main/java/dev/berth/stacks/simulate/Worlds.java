package dev.berth.stacks.simulate;

import dev.berth.stacks.inventory.Scope;
import dev.berth.stacks.plan.Limits;
import dev.berth.stacks.plan.Protection;
import dev.berth.stacks.plan.Selection;
import dev.berth.stacks.plan.StackRules;
import dev.berth.stacks.plan.SweepPolicy;
import dev.berth.stacks.verdict.InterfaceFamily;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What all worlds have in common. */
public final class Worlds {
  public static final Scope SCOPE = new Scope("111122223333", "eu-west-1");
  static final String OWNER_KEY = "owner";
  static final String OWNER = "berth-ci";
  static final Duration MINIMUM_AGE = Duration.ofHours(2);

  private Worlds() {}

  static Map<String, String> owned() {
    return Map.of(OWNER_KEY, OWNER);
  }

  /** Throw-away stacks {@code int-<8 hex>}, other stacks of ours {@code app-<letters>}. */
  public static SweepPolicy policy() {
    return new SweepPolicy(
        SCOPE,
        new Selection.Sweep(),
        new StackRules(
            OWNER_KEY,
            OWNER,
            List.of(Pattern.compile("^int-[0-9a-f]{8}$")),
            List.of(Pattern.compile("^app-[a-z]{1,20}$")),
            MINIMUM_AGE),
        Protection.standard(),
        List.of(InterfaceFamily.agentCore(), InterfaceFamily.lambda()),
        new Limits(200, 100, 1, Duration.ofMinutes(20), Duration.ofMinutes(5)));
  }
}
