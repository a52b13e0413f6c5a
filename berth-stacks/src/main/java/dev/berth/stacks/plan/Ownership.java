package dev.berth.stacks.plan;

import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Inventory;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.StackResource;
import dev.berth.stacks.ledger.ItemMemory;
import dev.berth.stacks.ledger.Memory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which stacks are ours, and which items belong to them, with proofs. What CloudFormation lists
 * wins over the reserved tag, and both over the ledger; an item that a stack of somebody else lists
 * is never ours. Immutable.
 */
public final class Ownership {
  /** CloudFormation's own tag; nobody else can write keys that begin so. */
  public static final String RESERVED_TAG = "aws:cloudformation:stack-id";

  private final Inventory inventory;
  private final Memory memory;
  private final SweepPolicy policy;
  private final Map<ItemId, Listed> listed = new HashMap<>();
  private final Set<ItemId> contested = new HashSet<>();
  private final Map<ItemId, List<Proof>> ofStacks = new HashMap<>();
  private final Map<ItemId, Gone> ofGone = new HashMap<>();

  private record Listed(ItemId stack, String logicalId) {}

  /** What is known of a stack that is not listed; an empty name if it is none of this scope. */
  private record Gone(String name, Optional<Proof> named) {}

  /**
   * To which stack of ours an item belongs.
   *
   * @param stack the root stack's id
   * @param standing whether that stack stands
   */
  public record Belonging(ItemId stack, boolean standing, String logicalId, List<Proof> proofs) {
    public Belonging {
      proofs = List.copyOf(proofs);
    }
  }

  public Ownership(Inventory inventory, Memory memory, SweepPolicy policy) {
    this.inventory = inventory;
    this.memory = memory;
    this.policy = policy;
    Map<ItemType, Map<String, List<Item>>> index = index(inventory);
    inventory.ofType(ItemType.STACK).forEach(stack -> collect(stack, index));
    inventory
        .ofType(ItemType.STACK)
        .forEach(stack -> ofStacks.put(stack.id(), proofsOfStanding(stack)));
    contested.forEach(listed::remove);
    inventory.items().values().forEach(this::prepare);
  }

  /** What every other item of a stack that is gone says, too, is found out once. */
  private void prepare(Item item) {
    item.tags()
        .value(RESERVED_TAG)
        .filter(arn -> !arn.isBlank() && arn.length() <= 2048)
        .map(arn -> root(new ItemId(ItemType.STACK, arn)))
        .or(() -> memory.find(item.id()).flatMap(one -> one.stack()))
        .filter(stack -> inventory.find(stack).isEmpty())
        .ifPresent(stack -> ofGone.computeIfAbsent(stack, this::gone));
  }

  private static Map<ItemType, Map<String, List<Item>>> index(Inventory inventory) {
    Map<ItemType, Map<String, List<Item>>> index = new HashMap<>();
    for (Item item : inventory.items().values()) {
      Map<String, List<Item>> ofType = index.computeIfAbsent(item.type(), type -> new HashMap<>());
      ofType.computeIfAbsent(item.id().id(), id -> new ArrayList<>()).add(item);
      if (!item.name().isEmpty() && !item.name().equals(item.id().id())) {
        ofType.computeIfAbsent(item.name(), name -> new ArrayList<>()).add(item);
      }
    }
    return index;
  }

  private void collect(Item stack, Map<ItemType, Map<String, List<Item>>> index) {
    if (!(stack.detail() instanceof Detail.Stack detail)) {
      return;
    }
    ItemId root = root(stack.id());
    for (StackResource resource : detail.resources()) {
      ItemType type = ItemType.ofCloudFormation(resource.type());
      Map<String, List<Item>> ofType = index.getOrDefault(type, Map.of());
      for (Item item : ofType.getOrDefault(resource.physicalId().orElse(""), List.of())) {
        if (type == ItemType.STACK || !resource.isAbout(item)) {
          continue;
        }
        Listed before = listed.put(item.id(), new Listed(root, resource.logicalId()));
        if (before != null && !before.stack().equals(root)) {
          contested.add(item.id());
        }
      }
    }
  }

  /** The stack at the top of this one; itself if it is not nested or not listed. */
  ItemId root(ItemId stack) {
    return inventory
        .find(stack)
        .map(Item::detail)
        .filter(Detail.Stack.class::isInstance)
        .map(Detail.Stack.class::cast)
        .flatMap(detail -> detail.rootId().or(detail::parentId))
        .map(id -> new ItemId(ItemType.STACK, id))
        .orElse(stack);
  }

  /** The proofs that a stack which stands is ours; too few if it is not. */
  public List<Proof> proofsOfStanding(Item stack) {
    List<Proof> proofs = new ArrayList<>();
    StackRules rules = policy.stacks();
    if (stack.tags().value(rules.tagKey()).filter(rules.tagValue()::equals).isPresent()) {
      proofs.add(new Proof.StackTag(stack.id(), rules.tagKey(), rules.tagValue()));
    }
    nameProof(stack.id(), stack.name()).ifPresent(proofs::add);
    return proofs;
  }

  private Optional<Proof> nameProof(ItemId stack, String name) {
    if (policy.selection() instanceof Selection.Destroy(ItemId chosen, _) && chosen.equals(stack)) {
      return Optional.of(new Proof.NamedByOperator(stack));
    }
    return policy.stacks().matching(name).map(pattern -> new Proof.NamePattern(pattern, name));
  }

  /** The belonging of an item that is not a stack; none if nothing says that it is ours. */
  public Optional<Belonging> of(Item item) {
    if (contested.contains(item.id())) {
      return Optional.empty();
    }
    Listed row = listed.get(item.id());
    if (row != null) {
      return standing(item, row.stack(), new Proof.StackResourceOf(row.stack(), row.logicalId()));
    }
    Optional<String> reserved = item.tags().value(RESERVED_TAG);
    if (reserved.isPresent()) {
      return byReservedTag(item, reserved.get());
    }
    return memory
        .find(item.id())
        .filter(one -> one.goneAt().isEmpty() && isWhatWasSeen(item, one))
        .flatMap(one -> one.stack())
        .flatMap(stack -> byStack(item, stack, new Proof.Remembered(stack)));
  }

  /** A name that can be used again is remembered only for what was there when it was first seen. */
  private static boolean isWhatWasSeen(Item item, ItemMemory memory) {
    return !item.type().nameCanBeUsedAgain()
        || item.createdAt().filter(at -> !at.isAfter(memory.firstSeen())).isPresent();
  }

  private Optional<Belonging> byReservedTag(Item item, String arn) {
    if (arn.isBlank() || arn.length() > 2048) {
      return Optional.empty();
    }
    ItemId stack = root(new ItemId(ItemType.STACK, arn));
    return byStack(item, stack, new Proof.ReservedTag(stack));
  }

  private Optional<Belonging> byStack(Item item, ItemId stack, Proof root) {
    if (inventory.find(stack).isPresent()) {
      return standing(item, stack, root);
    }
    Gone known = ofGone.get(stack);
    Gone gone = known == null ? gone(stack) : known;
    String name = gone.name();
    Memory.OwnedStack remembered = memory.ownedStacks().get(stack);
    List<Proof> proofs = new ArrayList<>();
    ownTag(item).ifPresent(proofs::add);
    boolean ours = remembered != null || (policy.stacks().owns(name) && !proofs.isEmpty());
    if (!ours || name.isEmpty()) {
      return Optional.empty();
    }
    proofs.add(root);
    gone.named().ifPresent(proofs::add);
    return Optional.of(new Belonging(stack, false, logicalId(item), proofs));
  }

  private Gone gone(ItemId stack) {
    String name = StackArn.nameIn(stack.id(), inventory.scope()).orElse("");
    return new Gone(name, nameProof(stack, name));
  }

  private Optional<Belonging> standing(Item item, ItemId stack, Proof root) {
    List<Proof> proofs = ofStacks.getOrDefault(stack, List.of());
    if (!Proof.suffice(proofs)) {
      return Optional.empty();
    }
    List<Proof> all = new ArrayList<>(proofs);
    all.add(root);
    ownTag(item).ifPresent(all::add);
    return Optional.of(new Belonging(stack, true, logicalId(item), all));
  }

  private String logicalId(Item item) {
    Listed row = listed.get(item.id());
    return row != null
        ? row.logicalId()
        : memory.find(item.id()).map(one -> one.logicalId()).orElse("");
  }

  private Optional<Proof> ownTag(Item item) {
    StackRules rules = policy.stacks();
    return item.tags()
        .value(rules.tagKey())
        .filter(rules.tagValue()::equals)
        .map(value -> new Proof.OwnTag(rules.tagKey(), value));
  }
}
