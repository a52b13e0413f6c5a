package dev.berth.stacks.plan;

import dev.berth.stacks.inventory.Scope;
import dev.berth.stacks.verdict.InterfaceFamily;
import java.util.List;

/**
 * What somebody wants deleted, and within which bounds. Immutable.
 *
 * @param expected the account and region; anywhere else nothing is deleted
 * @param families known interface families; the first that matches counts
 */
public record SweepPolicy(
    Scope expected,
    Selection selection,
    StackRules stacks,
    Protection protection,
    List<InterfaceFamily> families,
    Limits limits) {
  public SweepPolicy {
    families = List.copyOf(families);
  }

  public SweepPolicy withSelection(Selection value) {
    return new SweepPolicy(expected, value, stacks, protection, families, limits);
  }

  public SweepPolicy withProtection(Protection value) {
    return new SweepPolicy(expected, selection, stacks, value, families, limits);
  }

  public SweepPolicy withLimits(Limits value) {
    return new SweepPolicy(expected, selection, stacks, protection, families, value);
  }
}
