package dev.berth.stacks.plan;

import static dev.berth.stacks.world.Account.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.berth.stacks.inventory.AgentNetwork;
import dev.berth.stacks.inventory.Completeness;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Inventory;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Tags;
import dev.berth.stacks.ledger.Memory;
import dev.berth.stacks.world.Account;
import dev.berth.stacks.world.RandomAccount;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Properties over random accounts. A failure names its seed; {@code -Dberth.seed=N} runs that one
 * alone.
 */
final class PlannerPropertyTest {
  private static final int WORLDS = Integer.getInteger("berth.worlds", 10_000);
  private static final SweepPolicy POLICY = Account.policy();

  /** A property of one world. */
  private interface Property {
    void holds(RandomAccount world, Plan plan, Random random);
  }

  private static void forAll(int worlds, Property property) {
    Long only = Long.getLong("berth.seed");
    long deletes = 0;
    for (long seed = only == null ? 0 : only; seed < (only == null ? worlds : only + 1); seed++) {
      try {
        Random random = new Random(seed);
        RandomAccount world = new RandomAccount(random);
        Plan plan = plan(world, world.account.inventory(), world.memory);
        deletes += plan.deletes().size();
        property.holds(world, plan, random);
      } catch (AssertionError | RuntimeException e) {
        fail("seed " + seed + " (replay with -Dberth.seed=" + seed + ")", e);
      }
    }
    assertThat(deletes).as("a generator that makes nothing to delete proves nothing").isPositive();
    assertThat(only != null || deletes > worlds / 2).isTrue();
  }

  private static Plan plan(RandomAccount world, Inventory inventory, Memory memory) {
    assertThat(world).isNotNull();
    return Planner.plan(inventory, memory, POLICY, NOW);
  }

  @Test
  void nothingOfSomebodyElseIsEverDeleted() {
    forAll(
        WORLDS,
        (world, plan, random) -> {
          assertThat(plan.deleteIds()).noneMatch(world.foreign::contains);
          assertThat(plan.decisions().keySet())
              .isEqualTo(world.account.inventory().items().keySet());
          for (Decision.Delete delete : plan.deletes()) {
            if (delete.action() instanceof Action.RevokeAndRemove(var revocations)) {
              assertThat(revocations).noneMatch(one -> world.foreign.contains(one.group()));
            }
          }
        });
  }

  @Test
  void theOrderOfItemsNeverMatters() {
    forAll(
        WORLDS / 10,
        (world, plan, random) -> {
          List<Item> items = new ArrayList<>(world.account.items());
          Collections.shuffle(items, random);
          Inventory shuffled =
              Inventory.of(Account.SCOPE, NOW, items, world.account.inventory().completeness());
          assertThat(plan(world, shuffled, world.memory)).isEqualTo(plan);
        });
  }

  /** Removes one fact, whichever: a page, a tag, a date, a permission, the memory. */
  private static Inventory withoutAFact(Inventory inventory, Random random) {
    List<Item> items = new ArrayList<>(inventory.items().values());
    int index = random.nextInt(items.size());
    Item item = items.get(index);
    switch (random.nextInt(5)) {
      case 0 -> {
        List<ItemType> types = new ArrayList<>(EnumSet.allOf(ItemType.class));
        ItemType type = types.get(random.nextInt(types.size()));
        items.removeIf(one -> one.type() == type && random.nextInt(3) == 0);
        return Inventory.of(inventory.scope(), NOW, items, inventory.completeness())
            .withCompleteness(type, new Completeness.Partial("a page failed"));
      }
      case 1 -> items.set(index, item.withTags(new Tags.Unreadable("denied")));
      case 2 -> items.set(index, withoutATag(item, random));
      case 3 -> items.set(index, undated(item));
      default -> items.set(index, item.withDetail(unread(item.detail())));
    }
    return Inventory.of(inventory.scope(), NOW, items, inventory.completeness());
  }

  private static Item withoutATag(Item item, Random random) {
    if (!(item.tags() instanceof Tags.Known(Map<String, String> values)) || values.isEmpty()) {
      return item;
    }
    Map<String, String> fewer = new HashMap<>(values);
    List<String> keys = fewer.keySet().stream().sorted().toList();
    fewer.remove(keys.get(random.nextInt(keys.size())));
    return item.withTags(Tags.of(fewer));
  }

  private static Item undated(Item item) {
    return new Item(
        item.id(),
        item.name(),
        Optional.empty(),
        item.tags(),
        item.status(),
        item.uses(),
        item.detail());
  }

  private static Detail unread(Detail detail) {
    return switch (detail) {
      case Detail.Agent _ -> new Detail.Agent(new AgentNetwork.Unknown("denied"));
      case Detail.Stack stack ->
          new Detail.Stack(
              List.of(),
              new Completeness.Failed("denied"),
              stack.terminationProtection(),
              stack.parentId(),
              stack.rootId());
      case Detail.Plain _, Detail.NetworkInterface _, Detail.Session _ -> detail;
      case Detail.SecurityGroup _, Detail.NetworkPart _, Detail.VpcEndpoint _ -> detail;
    };
  }

  @Test
  void removingAFactNeverAddsADelete() {
    forAll(
        WORLDS / 2,
        (world, plan, random) -> {
          Inventory less = withoutAFact(world.account.inventory(), random);
          assertThat(plan.deleteIds()).containsAll(plan(world, less, world.memory).deleteIds());
          Plan forgotten = plan(world, world.account.inventory(), Memory.empty());
          assertThat(plan.deleteIds()).containsAll(forgotten.deleteIds());
        });
  }

  @Test
  void anyProtectionRemovesTheItemAndWhatItUses() {
    forAll(
        WORLDS / 5,
        (world, plan, random) -> {
          if (plan.deletes().isEmpty()) {
            return;
          }
          List<ItemId> ids = List.copyOf(plan.decisions().keySet());
          ItemId chosen = ids.get(random.nextInt(ids.size()));
          Inventory inventory = world.account.inventory();
          Plan byId =
              Planner.plan(
                  inventory,
                  world.memory,
                  POLICY.withProtection(
                      new Protection(Set.of(), Set.of(), Set.of(chosen.id()), List.of())),
                  NOW);
          assertThat(byId.deleteIds()).doesNotContain(chosen);
          assertThat(byId.deleteIds()).noneMatch(usedBy(chosen, inventory)::contains);
          assertThat(plan.deleteIds()).containsAll(byId.deleteIds());
        });
  }

  /** Everything that the item uses, also through others. */
  private static Set<ItemId> usedBy(ItemId id, Inventory inventory) {
    Set<ItemId> used = new HashSet<>();
    Deque<ItemId> next = new ArrayDeque<>(List.of(id));
    while (!next.isEmpty()) {
      for (ItemId one : inventory.find(next.pop()).map(Item::uses).orElse(Set.of())) {
        if (used.add(one)) {
          next.push(one);
        }
      }
    }
    return used;
  }

  @Test
  void nothingGoesBeforeWhatUsesIt() {
    forAll(
        WORLDS / 5,
        (world, plan, random) -> {
          Map<ItemId, Integer> position = new HashMap<>();
          plan.deletes().forEach(delete -> position.put(delete.item().id(), position.size()));
          for (Decision.Delete delete : plan.deletes()) {
            ItemId id = delete.item().id();
            for (ItemId used : delete.item().uses()) {
              boolean groups =
                  id.type() == ItemType.SECURITY_GROUP && used.type() == ItemType.SECURITY_GROUP;
              Integer later = position.get(used);
              if (later != null && !groups) {
                assertThat(later).as("%s before %s", used, id).isGreaterThan(position.get(id));
                Decision.Delete deleted = (Decision.Delete) Draft.of(plan.decisions(), used);
                assertThat(deleted.after()).contains(id);
              }
            }
          }
        });
  }

  @Test
  void everyWaitNamesWhatItWaitsForAndEveryDeleteItsProofs() {
    forAll(
        WORLDS / 5,
        (world, plan, random) -> {
          for (Decision.Wait wait : plan.waits()) {
            if (wait.reason() == WaitReason.BLOCKED) {
              assertThat(wait.blockers()).as("%s", wait).isNotEmpty();
            }
            assertThat(wait.stuck()).isFalse();
          }
          plan.deletes().forEach(delete -> assertThat(Proof.suffice(delete.proofs())).isTrue());
        });
  }
}
