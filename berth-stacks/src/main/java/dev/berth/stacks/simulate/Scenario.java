package dev.berth.stacks.simulate;

import dev.berth.stacks.inventory.Completeness;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.StackResource;
import dev.berth.stacks.inventory.Tags;
import dev.berth.stacks.ledger.LedgerEvent;
import dev.berth.stacks.plan.Ownership;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Fills an estate: stacks of ours in every state, with and without their ledger, residue, nested
 * and shared ones, protected ones, and strangers beside and inside them.
 */
final class Scenario {
  private static final List<String> RESTING =
      List.of(
          "CREATE_COMPLETE",
          "CREATE_FAILED",
          "ROLLBACK_COMPLETE",
          "UPDATE_COMPLETE",
          "UPDATE_ROLLBACK_FAILED",
          "IMPORT_COMPLETE");

  private final Estate estate;
  private final Blocks blocks;
  private final SimulatedStacks stacks;
  private final Dice dice;
  private final List<LedgerEvent> remembered = new ArrayList<>();
  private final List<Holding> holdings = new ArrayList<>();
  private int numbers;

  /**
   * A tenant with what it stands on.
   *
   * @param stack its StackId, perhaps of a stack that is gone
   * @param network its subnets and groups
   * @param untagged whether some of its things carry no tags
   */
  record Holding(Tenant tenant, ItemId stack, Blocks.Network network, boolean untagged) {}

  Scenario(Estate estate, SimulatedAgents agents, SimulatedStacks stacks, Dice dice) {
    this.estate = estate;
    this.blocks = new Blocks(estate, agents, dice, 0);
    this.stacks = stacks;
    this.dice = dice;
  }

  List<Holding> holdings() {
    return List.copyOf(holdings);
  }

  List<LedgerEvent> remembered() {
    return List.copyOf(remembered);
  }

  void build() {
    int mine = dice.between(1, 3);
    for (int n = 0; n < mine; n++) {
      ours();
    }
    int theirs = dice.between(1, 2);
    for (int n = 0; n < theirs; n++) {
      stranger();
    }
    defaultNetwork();
  }

  private String hexName() {
    return "int-%08x".formatted(0x10000000 + dice.between(0, 0xffffff) * 16 + numbers++ % 16);
  }

  private String name() {
    return dice.oneIn(4) ? "app-" + "abcdefghijklmnopqrstuvwxyz".charAt(numbers++ % 26) : hexName();
  }

  static ItemId stackId(String name, int number) {
    return new ItemId(
        ItemType.STACK,
        "arn:aws:cloudformation:%s:%s:stack/%s/00000000-0000-4000-8000-%012d"
            .formatted(Worlds.SCOPE.region(), Worlds.SCOPE.account(), name, number));
  }

  private void ours() {
    String name = name();
    ItemId stack = stackId(name, numbers++);
    Tenant tenant = Tenant.ours(name);
    Blocks.Network network = blocks.network(tenant, stack, Worlds.owned());
    List<ItemId> parts = new ArrayList<>(network.parts());
    parts.addAll(blocks.agents(tenant, network, stack));
    boolean untagged = dice.oneIn(4);
    tag(parts, stack, untagged);
    holdings.add(new Holding(tenant, stack, network, untagged));
    if (dice.oneIn(3)) {
      residue(tenant, stack, name, parts, untagged);
    } else {
      standing(tenant, stack, name, parts);
    }
    if (dice.oneIn(8)) {
      blocks.guest(Tenant.stranger("guest in " + name), network);
      tenant.open();
    }
  }

  private void tag(List<ItemId> parts, ItemId stack, boolean untagged) {
    for (ItemId part : parts) {
      Map<String, String> tags = new HashMap<>();
      tags.put(Ownership.RESERVED_TAG, stack.id());
      tags.putAll(Worlds.owned());
      if (!untagged || dice.oneIn(2)) {
        estate.change(part, item -> item.withTags(Tags.of(tags)));
      }
    }
  }

  private void standing(Tenant tenant, ItemId stack, String name, List<ItemId> parts) {
    boolean longLived = name.startsWith("app-");
    String status = longLived || dice.oneIn(3) ? "DELETE_FAILED" : dice.pick(RESTING);
    Instant created = VirtualClock.START.minus(dice.minutes(10, 2_000));
    boolean nested = dice.oneIn(6);
    List<StackResource> rows = new ArrayList<>(rows(parts, status));
    if (!status.equals("DELETE_FAILED") && dice.oneIn(5)) {
      rows.add(blocks.function(tenant, parts));
    }
    Item item = stack(stack, name, status, created, rows, Flag.NO);
    estate.put(item, tenant);
    if (nested) {
      nest(tenant, item, rows);
    }
    state(tenant, item, longLived);
  }

  /** What becomes of the tenant, by what its stack says. */
  private void state(Tenant tenant, Item stack, boolean longLived) {
    Instant forEver = Instant.MAX;
    Instant always = Instant.MIN;
    boolean failed = stack.status().equals("DELETE_FAILED");
    switch (dice.between(0, 11)) {
      case 0 -> {
        estate.change(stack.id(), one -> with(one, Flag.YES));
        tenant.protect(always, forEver);
      }
      case 1 -> {
        mark(stack.id(), dice.pick(List.of("keep", "Keep", " KEEP", "do-not-delete")), "yes");
        tenant.protect(always, forEver);
      }
      case 2 -> mark(stack.id(), "keep", "false");
      case 3 -> {
        Instant until = VirtualClock.START.plus(dice.minutes(30, 400));
        mark(stack.id(), "keep-until", until.toString());
        tenant.protect(always, until);
      }
      case 4 -> {
        String odd = dice.pick(List.of("REVIEW_IN_PROGRESS", "SOMETHING_NEW"));
        estate.change(stack.id(), one -> one.withStatus(odd));
        tenant.protect(always, forEver);
      }
      case 5 -> {
        estate.change(stack.id(), one -> one.withStatus("UPDATE_IN_PROGRESS"));
        tenant.open();
      }
      case 6 -> stacks.work(stack.id(), Set.of());
      case 7 -> {
        if (longLived) {
          estate.change(stack.id(), one -> one.withStatus("CREATE_COMPLETE"));
          tenant.protectUnlessNamed(always, forEver);
        } else if (!failed) {
          young(tenant, stack);
        }
      }
      default -> {
        if (!failed) {
          young(tenant, stack);
        }
      }
    }
  }

  private static void young(Tenant tenant, Item stack) {
    stack
        .createdAt()
        .map(created -> created.plus(Worlds.MINIMUM_AGE))
        .filter(VirtualClock.START::isBefore)
        .ifPresent(until -> tenant.protectUnlessNamed(Instant.MIN, until));
  }

  private void mark(ItemId id, String key, String value) {
    estate.change(id, item -> marked(item, key, value));
  }

  static Item marked(Item item, String key, String value) {
    Map<String, String> tags = new HashMap<>();
    if (item.tags() instanceof Tags.Known(Map<String, String> before)) {
      tags.putAll(before);
    }
    tags.put(key, value);
    return item.withTags(Tags.of(tags));
  }

  private static Item with(Item stack, Flag terminationProtection) {
    Detail.Stack detail = (Detail.Stack) stack.detail();
    return stack.withDetail(
        new Detail.Stack(
            detail.resources(),
            detail.resourcesListed(),
            terminationProtection,
            detail.parentId(),
            detail.rootId()));
  }

  /** Half of the resources are in a nested stack. */
  private void nest(Tenant tenant, Item parent, List<StackResource> rows) {
    ItemId child = stackId(parent.name() + "-child", numbers++);
    int half = rows.size() / 2;
    Item item =
        stack(
                child,
                parent.name() + "-child",
                parent.status(),
                parent.createdAt().orElse(VirtualClock.START),
                rows.subList(0, half),
                Flag.NO)
            .withDetail(
                new Detail.Stack(
                    rows.subList(0, half),
                    new Completeness.Complete(),
                    Flag.NO,
                    Optional.of(parent.id().id()),
                    Optional.of(parent.id().id())));
    estate.put(item, tenant);
    List<StackResource> others = new ArrayList<>(rows.subList(half, rows.size()));
    others.add(
        new StackResource(
            "Child", Optional.of(child.id()), "AWS::CloudFormation::Stack", parent.status(), ""));
    estate.change(
        parent.id(),
        one ->
            one.withDetail(
                new Detail.Stack(
                    others,
                    new Completeness.Complete(),
                    Flag.NO,
                    Optional.empty(),
                    Optional.empty())));
  }

  private static List<StackResource> rows(List<ItemId> parts, String status) {
    String each = status.equals("DELETE_FAILED") ? "DELETE_FAILED" : "CREATE_COMPLETE";
    return parts.stream()
        .map(
            part ->
                new StackResource(
                    part.id().replaceAll("[^A-Za-z0-9]", ""),
                    Optional.of(part.id()),
                    part.type().cloudFormation().orElse("Custom::Thing"),
                    each,
                    ""))
        .toList();
  }

  private static Item stack(
      ItemId id,
      String name,
      String status,
      Instant created,
      List<StackResource> rows,
      Flag terminationProtection) {
    return Item.of(ItemType.STACK, id.id())
        .withName(name)
        .withStatus(status)
        .withCreatedAt(created)
        .withTags(Tags.of(Worlds.owned()))
        .withDetail(
            new Detail.Stack(
                rows,
                new Completeness.Complete(),
                terminationProtection,
                Optional.empty(),
                Optional.empty()));
  }

  /** The stack is gone and has left its network behind, perhaps with what we remember of it. */
  private void residue(
      Tenant tenant, ItemId stack, String name, List<ItemId> parts, boolean untagged) {
    if (dice.oneIn(2)) {
      Instant then = VirtualClock.START.minus(Duration.ofDays(1));
      remembered.add(new LedgerEvent.Owned(then, stack, name, "the ownership tag"));
      for (ItemId part : parts) {
        remembered.add(new LedgerEvent.Seen(then, part, "", ""));
        remembered.add(new LedgerEvent.Belonged(then, part, stack, "Thing"));
      }
    } else if (untagged) {
      tenant.open();
    }
    blocks.retire(parts);
    if (dice.oneIn(4)) {
      ItemId kept = dice.pick(parts);
      mark(kept, "keep", "please");
      estate.thing(kept).ifPresent(thing -> thing.protect(Instant.MIN));
      tenant.open();
    }
  }

  private void stranger() {
    String name = dice.oneIn(2) ? hexName() : "theirs-" + numbers++;
    ItemId stack = stackId(name, numbers++);
    Tenant tenant = Tenant.stranger(name);
    Map<String, String> tags = strangersTags();
    Blocks.Network network = blocks.network(tenant, stack, tags);
    List<ItemId> parts = new ArrayList<>(network.parts());
    parts.addAll(blocks.agents(tenant, network, stack));
    for (ItemId part : parts) {
      Map<String, String> all = new HashMap<>(tags);
      all.put(Ownership.RESERVED_TAG, stack.id());
      estate.change(part, item -> item.withTags(Tags.of(all)));
    }
    boolean unreadable = dice.oneIn(5);
    String status = dice.oneIn(3) ? "DELETE_FAILED" : dice.pick(RESTING);
    if (!dice.oneIn(4)) {
      estate.put(
          stack(
                  stack,
                  name,
                  status,
                  VirtualClock.START.minus(dice.minutes(10, 9_000)),
                  rows(parts, status),
                  Flag.NO)
              .withTags(unreadable ? new Tags.Unreadable("denied") : Tags.of(tags)),
          tenant);
    } else {
      blocks.retire(parts);
    }
  }

  private Map<String, String> strangersTags() {
    return switch (dice.between(0, 3)) {
      case 0 -> Map.of();
      case 1 -> Map.of("Owner", Worlds.OWNER);
      case 2 -> Map.of(Worlds.OWNER_KEY, Worlds.OWNER + "2");
      default -> Map.of(Worlds.OWNER_KEY.toUpperCase(Locale.ROOT), Worlds.OWNER);
    };
  }

  private void defaultNetwork() {
    blocks.defaults(Tenant.stranger("the account's default network"));
  }
}
