package dev.berth.stacks.ledger;

import dev.berth.stacks.inventory.ItemId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What follows from a ledger's events: a pure fold, nothing else. An empty memory is that of a new
 * or a lost ledger; with it every wait is at its longest and no ownership rests on the ledger.
 *
 * @param items by id, also of things that are gone
 * @param ownedStacks stacks that were proven ours while they stood
 * @param approvals by plan hash, the items whose deletion was approved
 * @param openAlerts keys of alerts that were delivered as open and not as resolved
 */
public record Memory(
    Map<ItemId, ItemMemory> items,
    Map<ItemId, OwnedStack> ownedStacks,
    Map<String, Set<ItemId>> approvals,
    Set<String> openAlerts) {
  public Memory {
    items = Map.copyOf(items);
    ownedStacks = Map.copyOf(ownedStacks);
    approvals = Map.copyOf(approvals);
    openAlerts = Set.copyOf(openAlerts);
  }

  /** A stack that was proven ours. */
  public record OwnedStack(String name, Instant since, String proof) {}

  public static Memory empty() {
    return new Memory(Map.of(), Map.of(), Map.of(), Set.of());
  }

  /** The memory of these events, in their order. */
  public static Memory of(List<LedgerEvent> events) {
    return empty().plus(events);
  }

  /** This memory after further events. */
  public Memory plus(List<LedgerEvent> events) {
    MemoryFold fold = new MemoryFold(this);
    events.forEach(fold::take);
    return fold.memory();
  }

  public Optional<ItemMemory> find(ItemId id) {
    return Optional.ofNullable(items.get(id));
  }
}
