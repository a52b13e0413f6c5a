package dev.berth.stacks.simulate.mutant;

import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.plan.StackRules;
import dev.berth.stacks.plan.SweepPolicy;
import dev.berth.stacks.simulate.Contender;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Ours with one safety taken out. */
public enum Mutant {
  /** Every stack and every thing seems to carry the ownership tag, and every name to match. */
  OWNERSHIP,
  /** Every listing seems to be complete. */
  COMPLETENESS,
  /** What was listed is taken for what is, until the thing was asked to go. */
  REREAD,
  /** Nothing seems to use anything. */
  ORDER;

  /** {@code ownership}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Mutant> ofWire(String wire) {
    return Arrays.stream(values()).filter(mutant -> mutant.wire().equals(wire)).findFirst();
  }

  /** The sweeper without that safety. */
  public Contender contender() {
    Contender ours = Contender.ours();
    return switch (this) {
      case OWNERSHIP ->
          turn ->
              ours.sweep(
                  turn.withCloud(AlteredCloud.of(turn.cloud(), owned(turn.policy().stacks())))
                      .withPolicy(everyName(turn.policy())));
      case COMPLETENESS ->
          turn -> ours.sweep(turn.withCloud(AlteredCloud.of(turn.cloud(), new AllComplete())));
      case REREAD ->
          turn -> ours.sweep(turn.withCloud(AlteredCloud.of(turn.cloud(), new AsListed())));
      case ORDER ->
          turn ->
              ours.sweep(
                  turn.withCloud(
                      AlteredCloud.of(
                          turn.cloud(), new EveryItem(item -> item.withUses(Set.of())))));
    };
  }

  private static Alteration owned(StackRules rules) {
    return new EveryItem(item -> withTag(item, rules));
  }

  private static Item withTag(Item item, StackRules rules) {
    return EveryItem.withTag(item, rules.tagKey(), rules.tagValue());
  }

  private static SweepPolicy everyName(SweepPolicy policy) {
    StackRules rules = policy.stacks();
    return new SweepPolicy(
        policy.expected(),
        policy.selection(),
        new StackRules(
            rules.tagKey(),
            rules.tagValue(),
            List.of(Pattern.compile("^[A-Za-z][A-Za-z0-9-]{0,127}$")),
            rules.own(),
            rules.minimumAge()),
        policy.protection(),
        policy.families(),
        policy.limits());
  }
}
