package dev.berth.stacks.plan;

import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Inventory;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.ledger.ItemMemory;
import dev.berth.stacks.ledger.Memory;
import dev.berth.stacks.verdict.Interfaces;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Everything that decisions are made of, with its indexes. Read-only once it is made. */
final class Facts {
  final Inventory inventory;
  final Memory memory;
  final SweepPolicy policy;
  final Instant now;
  final Ownership ownership;
  final Interfaces interfaces;
  final Protections protections;
  private final Map<ItemId, List<Item>> users = new HashMap<>();
  private final Map<ItemId, Ownership.Belonging> belongings = new HashMap<>();
  private final Map<ItemId, List<Item>> members = new HashMap<>();

  Facts(Inventory inventory, Memory memory, SweepPolicy policy, Instant now) {
    this.inventory = inventory;
    this.memory = memory;
    this.policy = policy;
    this.now = now;
    this.ownership = new Ownership(inventory, memory, policy);
    this.interfaces = new Interfaces(inventory, memory, policy.families());
    this.protections = new Protections(policy.protection(), now);
    for (Item item : inventory.items().values()) {
      item.uses().forEach(used -> users.computeIfAbsent(used, id -> new ArrayList<>()).add(item));
      if (item.type() != ItemType.STACK) {
        ownership.of(item).ifPresent(belonging -> belongings.put(item.id(), belonging));
      }
    }
    inventory.ofType(ItemType.NETWORK_INTERFACE).forEach(this::moveIn);
    belongings.forEach(
        (id, belonging) ->
            inventory
                .find(id)
                .ifPresent(
                    item ->
                        members
                            .computeIfAbsent(belonging.stack(), stack -> new ArrayList<>())
                            .add(item)));
  }

  /** An interface in a subnet of ours is there because of what is ours, whoever made it. */
  private void moveIn(Item item) {
    if (belongings.containsKey(item.id())
        || !(item.detail() instanceof Detail.NetworkInterface face)
        || face.subnet().isEmpty()) {
      return;
    }
    ItemId subnet = new ItemId(ItemType.SUBNET, face.subnet());
    Ownership.Belonging home = belongings.get(subnet);
    if (home != null) {
      List<Proof> proofs = new ArrayList<>();
      proofs.add(new Proof.Inside(subnet));
      home.proofs().stream()
          .filter(
              proof -> proof instanceof Proof.NamePattern || proof instanceof Proof.NamedByOperator)
          .forEach(proofs::add);
      belongings.put(item.id(), new Ownership.Belonging(home.stack(), home.standing(), "", proofs));
    }
  }

  /** What uses this item directly. */
  List<Item> users(ItemId id) {
    return users.getOrDefault(id, List.of());
  }

  Optional<Ownership.Belonging> belonging(ItemId id) {
    return Optional.ofNullable(belongings.get(id));
  }

  /** The items of a stack, with the interfaces in its subnets. */
  List<Item> members(ItemId stack) {
    return members.getOrDefault(stack, List.of());
  }

  boolean isMember(ItemId item, ItemId stack) {
    Ownership.Belonging belonging = belongings.get(item);
    return belonging != null && belonging.stack().equals(stack);
  }

  /** Since when it was seen; now if it is seen for the first time. */
  Instant since(Item item) {
    return memory.find(item.id()).map(ItemMemory::firstSeen).orElse(now);
  }

  Decision.Wait wait(Item item, WaitReason reason) {
    return wait(item, reason, Set.of());
  }

  Decision.Wait wait(Item item, WaitReason reason, Set<ItemId> blockers) {
    return new Decision.Wait(
        item, reason, blockers, Optional.empty(), Optional.empty(), since(item), false);
  }

  static Decision.Delete delete(Item item, List<Proof> proofs) {
    return new Decision.Delete(item, new Action.Remove(), 0, Set.of(), proofs);
  }
}
