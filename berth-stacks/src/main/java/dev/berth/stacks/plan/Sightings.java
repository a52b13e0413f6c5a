package dev.berth.stacks.plan;

import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Inventory;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.ledger.ItemMemory;
import dev.berth.stacks.ledger.LedgerEvent;
import dev.berth.stacks.ledger.Memory;
import dev.berth.stacks.verdict.InterfaceFamily;
import dev.berth.stacks.verdict.Interfaces;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an inventory adds to the ledger: new things, changes, disappearances, and from time to time
 * that all is as it was. Only about stacks of ours, what belongs to them, and interfaces of a known
 * family; so the ledger grows with what is swept, not with the account. A pure function.
 */
public final class Sightings {
  /** For runtimes and interfaces, of which it counts when they were there last. */
  private static final Duration REFRESH = Duration.ofHours(1);

  /** A thing that stands for so long is in every listing. */
  private static final Duration LISTED = Duration.ofMinutes(2);

  /** For everything else: a ledger of years is still read in a moment. */
  private static final Duration SELDOM = Duration.ofDays(1);

  private final Inventory inventory;
  private final Memory memory;
  private final Ownership ownership;
  private final Interfaces interfaces;
  private final List<LedgerEvent> events = new ArrayList<>();

  private Sightings(Inventory inventory, Memory memory, SweepPolicy policy) {
    this.inventory = inventory;
    this.memory = memory;
    this.ownership = new Ownership(inventory, memory, policy);
    this.interfaces = new Interfaces(inventory, memory, policy.families());
  }

  /** The events to append, in an order that does not depend on the inventory's. */
  public static List<LedgerEvent> of(Inventory inventory, Memory memory, SweepPolicy policy) {
    Sightings sightings = new Sightings(inventory, memory, policy);
    inventory.items().values().forEach(sightings::see);
    memory.items().keySet().stream().sorted().forEach(sightings::miss);
    return List.copyOf(sightings.events);
  }

  private void see(Item item) {
    if (item.type() == ItemType.STACK) {
      seeStack(item);
      return;
    }
    Optional<Ownership.Belonging> belonging = ownership.of(item);
    Optional<InterfaceFamily> family = interfaces.family(item);
    if (belonging.isEmpty() && family.isEmpty()) {
      return;
    }
    seen(item);
    belonging.ifPresent(one -> belonged(item, one));
    if (item.detail() instanceof Detail.NetworkInterface face) {
      family.ifPresent(one -> seenInterface(item, face, one));
    }
  }

  private void seeStack(Item stack) {
    List<Proof> proofs = ownership.proofsOfStanding(stack);
    if (!Proof.suffice(proofs)) {
      return;
    }
    seen(stack);
    if (!memory.ownedStacks().containsKey(stack.id())) {
      events.add(
          new LedgerEvent.Owned(at(), stack.id(), stack.name(), proofs.getFirst().toString()));
    }
  }

  private Instant at() {
    return inventory.takenAt();
  }

  private Optional<ItemMemory> known(ItemId id) {
    return memory.find(id).filter(one -> one.goneAt().isEmpty());
  }

  private boolean stale(ItemMemory before) {
    ItemType type = before.id().type();
    boolean often = type == ItemType.RUNTIME || type == ItemType.NETWORK_INTERFACE;
    return !before.lastSeen().plus(often ? REFRESH : SELDOM).isAfter(at());
  }

  private void seen(Item item) {
    Optional<ItemMemory> before = known(item.id());
    if (before.isEmpty() || stale(before.get()) || !before.get().status().equals(item.status())) {
      events.add(new LedgerEvent.Seen(at(), item.id(), item.name(), item.status()));
    }
  }

  private void belonged(Item item, Ownership.Belonging belonging) {
    boolean told =
        known(item.id()).flatMap(ItemMemory::stack).filter(belonging.stack()::equals).isPresent();
    if (!told) {
      events.add(
          new LedgerEvent.Belonged(at(), item.id(), belonging.stack(), belonging.logicalId()));
    }
  }

  private void seenInterface(Item item, Detail.NetworkInterface face, InterfaceFamily family) {
    boolean agents = family.name().equals(InterfaceFamily.AGENTCORE);
    Set<ItemId> owners = agents ? interfaces.owners().of(face) : Set.of();
    Optional<Instant> attachedAt = face.attachment().flatMap(one -> one.attachedAt());
    boolean ownersKnown = agents && interfaces.owners().known() && !attachedJustNow(attachedAt);
    LedgerEvent.InterfaceSeen event =
        new LedgerEvent.InterfaceSeen(
            at(), item.id(), Optional.of(family.name()), owners, ownersKnown, attachedAt);
    Optional<ItemMemory> before = known(item.id());
    if (before.isEmpty() || stale(before.get()) || changes(before.get(), event)) {
      events.add(event);
    }
  }

  /** Whoever it was attached for may have come after the agents were listed. */
  private boolean attachedJustNow(Optional<Instant> attachedAt) {
    return attachedAt.filter(at -> at.isAfter(at().minus(LISTED))).isPresent();
  }

  private static boolean changes(ItemMemory before, LedgerEvent.InterfaceSeen event) {
    boolean told = event.ownersKnown() || !event.owners().isEmpty();
    boolean ownerless = event.owners().isEmpty() && event.ownersKnown();
    return before.family().isEmpty()
        || (told && ownerless != before.ownerlessSince().isPresent())
        || (event.attachedAt().isPresent() && !event.attachedAt().equals(before.attachedAt()))
        || !before.owners().keySet().containsAll(event.owners())
        || before.owners().entrySet().stream()
            .anyMatch(
                owner ->
                    event.owners().contains(owner.getKey())
                        ? owner.getValue().goneAt().isPresent()
                        : event.ownersKnown() && owner.getValue().goneAt().isEmpty());
  }

  /** Only a complete listing says that something is gone. */
  private void miss(ItemId id) {
    if (known(id).isPresent() && inventory.complete(id.type()) && inventory.find(id).isEmpty()) {
      events.add(new LedgerEvent.Gone(at(), id, "not in a complete listing"));
    }
  }
}
