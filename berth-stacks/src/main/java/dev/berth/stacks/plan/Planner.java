package dev.berth.stacks.plan;

import dev.berth.stacks.inventory.Area;
import dev.berth.stacks.inventory.Completeness;
import dev.berth.stacks.inventory.Inventory;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Scope;
import dev.berth.stacks.ledger.Memory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Decides about every item of an inventory. A pure function: no I/O, no clock, no state. Unknown
 * keeps, protected wins, what stays keeps what it uses, and nothing is deleted without two
 * independent proofs.
 */
public final class Planner {
  /** So few deletes are not measured in percent: the last things of an account are all of it. */
  private static final int FEW = 10;

  private Planner() {}

  /** The plan of this moment. What this inventory adds to the memory is taken into account. */
  public static Plan plan(Inventory inventory, Memory memory, SweepPolicy policy, Instant now) {
    return planSeen(inventory, memory.plus(Sightings.of(inventory, memory, policy)), policy, now);
  }

  /** The same, with a memory to which {@link Sightings} of this inventory were added already. */
  public static Plan planSeen(Inventory inventory, Memory seen, SweepPolicy policy, Instant now) {
    Facts facts = new Facts(inventory, seen, policy, now);
    Map<ItemId, Decision> settled = new Draft(facts).settle();
    Map<ItemId, Decision> ordered = new Ordering(facts, settled).ordered();
    SortedMap<ItemId, Decision> decisions = new TreeMap<>(new Blockers(facts, ordered).named());
    List<Decision.Delete> deletes =
        decisions.values().stream()
            .filter(Decision.Delete.class::isInstance)
            .map(Decision.Delete.class::cast)
            .toList();
    return new Plan(
        inventory.scope(),
        now,
        refusals(inventory, policy, deletes.size()),
        decisions,
        gaps(inventory),
        PlanHash.of(inventory.scope(), deletes));
  }

  private static List<Refusal> refusals(Inventory inventory, SweepPolicy policy, int deletes) {
    List<Refusal> refusals = new ArrayList<>();
    Scope expected = policy.expected();
    Scope actual = inventory.scope();
    if (!actual.account().equals(expected.account())) {
      refusals.add(
          new Refusal(
              Refusal.Guard.ACCOUNT,
              "this is account " + actual.account() + ", expected is " + expected.account()));
    }
    if (!actual.region().equals(expected.region())) {
      refusals.add(
          new Refusal(
              Refusal.Guard.REGION,
              "this is region " + actual.region() + ", expected is " + expected.region()));
    }
    Limits limits = policy.limits();
    if (deletes > limits.maxDeletes()) {
      refusals.add(
          new Refusal(
              Refusal.Guard.CAP_NUMBER,
              deletes + " deletes are more than the " + limits.maxDeletes() + " allowed"));
    }
    long items = inventory.items().values().stream().filter(Planner::counts).count();
    if (deletes > FEW && deletes * 100L > limits.maxPercent() * items) {
      refusals.add(
          new Refusal(
              Refusal.Guard.CAP_PERCENT,
              "%d deletes of %d items are more than the %d percent allowed"
                  .formatted(deletes, items, limits.maxPercent())));
    }
    return refusals;
  }

  private static boolean counts(Item item) {
    return item.type().area() != Area.SESSIONS;
  }

  /** Runtime sessions have no list in the API; that is no gap. */
  private static SortedMap<ItemType, Completeness> gaps(Inventory inventory) {
    SortedMap<ItemType, Completeness> gaps = new TreeMap<>();
    for (ItemType type : ItemType.values()) {
      Completeness completeness = inventory.completenessOf(type);
      boolean asked = !(completeness instanceof Completeness.NotAsked);
      if (asked && !completeness.complete() && type != ItemType.RUNTIME_SESSION) {
        gaps.put(type, completeness);
      }
    }
    return gaps;
  }
}
