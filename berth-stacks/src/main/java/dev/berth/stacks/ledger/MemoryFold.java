package dev.berth.stacks.ledger;

import dev.berth.stacks.inventory.ItemId;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Folds events into a memory. Confined to one thread. */
final class MemoryFold {
  private final Map<ItemId, ItemMemory> items;
  private final Map<ItemId, Memory.OwnedStack> ownedStacks;
  private final Map<String, Set<ItemId>> approvals;
  private final Set<String> openAlerts;

  MemoryFold(Memory start) {
    items = new HashMap<>(start.items());
    ownedStacks = new HashMap<>(start.ownedStacks());
    approvals = new HashMap<>(start.approvals());
    openAlerts = new HashSet<>(start.openAlerts());
  }

  Memory memory() {
    return new Memory(items, ownedStacks, approvals, openAlerts);
  }

  void take(LedgerEvent event) {
    switch (event) {
      case LedgerEvent.Seen seen -> seen(seen);
      case LedgerEvent.InterfaceSeen seen -> interfaceSeen(seen);
      case LedgerEvent.Belonged belonged -> belonged(belonged);
      case LedgerEvent.Owned(Instant at, ItemId stack, String name, String proof) ->
          ownedStacks.putIfAbsent(stack, new Memory.OwnedStack(name, at, proof));
      case LedgerEvent.Gone gone -> gone(gone);
      case LedgerEvent.Approved(_, _, String hash, Set<ItemId> deletes) ->
          approvals.put(hash, deletes);
      case LedgerEvent.AlertOpened(_, String key) -> openAlerts.add(key);
      case LedgerEvent.AlertResolved(_, String key) -> openAlerts.remove(key);
      case LedgerEvent.Intended _, LedgerEvent.Answered _, LedgerEvent.RunEnded _ -> {}
    }
  }

  private void seen(LedgerEvent.Seen seen) {
    ItemMemory before = standing(seen.id(), seen.at());
    items.put(
        seen.id(),
        new ItemMemory(
            seen.id(),
            seen.name(),
            before.firstSeen(),
            later(before.lastSeen(), seen.at()),
            seen.status(),
            before.family(),
            before.owners(),
            before.ownerlessSince(),
            before.attachedAt(),
            before.stack(),
            before.logicalId(),
            Optional.empty()));
  }

  private void interfaceSeen(LedgerEvent.InterfaceSeen seen) {
    ItemMemory before = standing(seen.id(), seen.at());
    Map<ItemId, OwnerMemory> owners = new HashMap<>(before.owners());
    seen.owners().forEach(owner -> owners.put(owner, new OwnerMemory(seen.at(), Optional.empty())));
    if (seen.ownersKnown()) {
      owners.replaceAll(
          (owner, memory) ->
              seen.owners().contains(owner) || memory.goneAt().isPresent()
                  ? memory
                  : new OwnerMemory(memory.lastSeen(), Optional.of(seen.at())));
    }
    boolean usedAgain =
        seen.attachedAt().isPresent()
            && before.attachedAt().isPresent()
            && !seen.attachedAt().equals(before.attachedAt());
    Optional<Instant> ownerlessSince = usedAgain ? Optional.empty() : before.ownerlessSince();
    if (!seen.owners().isEmpty()) {
      ownerlessSince = Optional.empty();
    } else if (seen.ownersKnown() && ownerlessSince.isEmpty()) {
      ownerlessSince = Optional.of(seen.at());
    }
    items.put(
        seen.id(),
        new ItemMemory(
            seen.id(),
            before.name(),
            before.firstSeen(),
            later(before.lastSeen(), seen.at()),
            before.status(),
            before.family().or(seen::family),
            owners,
            ownerlessSince,
            seen.attachedAt().or(before::attachedAt),
            before.stack(),
            before.logicalId(),
            Optional.empty()));
  }

  private void belonged(LedgerEvent.Belonged belonged) {
    ItemMemory before = standing(belonged.id(), belonged.at());
    items.put(
        belonged.id(),
        new ItemMemory(
            before.id(),
            before.name(),
            before.firstSeen(),
            later(before.lastSeen(), belonged.at()),
            before.status(),
            before.family(),
            before.owners(),
            before.ownerlessSince(),
            before.attachedAt(),
            Optional.of(belonged.stack()),
            belonged.logicalId(),
            Optional.empty()));
  }

  private void gone(LedgerEvent.Gone gone) {
    ItemMemory before = items.getOrDefault(gone.id(), fresh(gone.id(), gone.at()));
    items.put(
        gone.id(),
        new ItemMemory(
            before.id(),
            before.name(),
            before.firstSeen(),
            before.lastSeen(),
            before.status(),
            before.family(),
            before.owners(),
            before.ownerlessSince(),
            before.attachedAt(),
            before.stack(),
            before.logicalId(),
            Optional.of(gone.at())));
  }

  /**
   * What is remembered of a thing that stands now. One that was taken for gone begins its times
   * anew; if its id is never given to another thing, what it is and where it belonged still holds.
   */
  private ItemMemory standing(ItemId id, Instant at) {
    ItemMemory before = items.get(id);
    if (before == null || (before.goneAt().isPresent() && id.type().nameCanBeUsedAgain())) {
      return fresh(id, at);
    }
    return before.goneAt().isEmpty()
        ? before
        : new ItemMemory(
            id,
            before.name(),
            at,
            at,
            before.status(),
            before.family(),
            before.owners(),
            Optional.empty(),
            before.attachedAt(),
            before.stack(),
            before.logicalId(),
            Optional.empty());
  }

  private static ItemMemory fresh(ItemId id, Instant at) {
    return new ItemMemory(
        id,
        "",
        at,
        at,
        "",
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "",
        Optional.empty());
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
