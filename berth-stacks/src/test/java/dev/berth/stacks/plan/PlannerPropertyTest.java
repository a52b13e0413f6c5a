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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Properties over random accounts: each holds in each of 10,000. The accounts are made and planned
 * once, on all cores, for all properties. A failure names its seed; {@code -Dberth.seed=N} plays
 * that one alone.
 */
final class PlannerPropertyTest {
  private static final int WORLDS = Integer.getInteger("berth.worlds", 10_000);
  private static final @Nullable Long ONLY = Long.getLong("berth.seed");
  private static final SweepPolicy POLICY = Account.policy();
  private static final Map<String, Property> PROPERTIES = properties();
  private static final Map<String, Failure> FAILURES = new ConcurrentHashMap<>();
  private static final LongAdder PLAYED = new LongAdder();
  private static final LongAdder DELETES = new LongAdder();

  /** A property of one world. */
  private interface Property {
    void holds(RandomAccount world, Plan plan, Random random);
  }

  /** The failure of the lowest seed. */
  private record Failure(long seed, Throwable cause) {
    Failure or(Failure other) {
      return seed <= other.seed ? this : other;
    }
  }

  private static Map<String, Property> properties() {
    Map<String, Property> all = new LinkedHashMap<>();
    all.put("nothing of somebody else is ever deleted", PlannerPropertyTest::foreign);
    all.put("the order of items never matters", PlannerPropertyTest::order);
    all.put("removing a fact never adds a delete", PlannerPropertyTest::fewerFacts);
    all.put("a protection removes an item and what it uses", PlannerPropertyTest::protection);
    all.put("nothing goes before what uses it", PlannerPropertyTest::graph);
    all.put("waits name their reasons and deletes their proofs", PlannerPropertyTest::words);
    return all;
  }

  static Set<String> names() {
    return PROPERTIES.keySet();
  }

  @BeforeAll
  static void play() {
    LongStream seeds = ONLY == null ? LongStream.range(0, WORLDS) : LongStream.of(ONLY);
    seeds.parallel().forEach(PlannerPropertyTest::play);
  }

  private static void play(long seed) {
    RandomAccount world = new RandomAccount(new Random(seed));
    Plan plan = plan(world, world.account.inventory(), world.memory);
    DELETES.add(plan.deletes().size());
    PROPERTIES.forEach(
        (name, property) -> {
          try {
            property.holds(world, plan, new Random(~seed));
          } catch (AssertionError | RuntimeException e) {
            FAILURES.merge(name, new Failure(seed, e), Failure::or);
          }
        });
    PLAYED.increment();
  }

  @ParameterizedTest
  @MethodSource("names")
  void holdsInEveryWorld(String property) {
    Failure failure = FAILURES.get(property);
    if (failure != null) {
      fail(
          "seed " + failure.seed() + " (replay with -Dberth.seed=" + failure.seed() + ")",
          failure.cause());
    }
    assertThat(PLAYED.sum()).isEqualTo(ONLY == null ? WORLDS : 1);
    assertThat(ONLY != null || DELETES.sum() > WORLDS / 2)
        .as("a generator that makes little to delete proves nothing")
        .isTrue();
  }

  private static Plan plan(RandomAccount world, Inventory inventory, Memory memory) {
    assertThat(world).isNotNull();
    return Planner.plan(inventory, memory, POLICY, NOW);
  }

  private static void foreign(RandomAccount world, Plan plan, Random random) {
    assertThat(plan.deleteIds()).noneMatch(world.foreign::contains);
    assertThat(plan.decisions().keySet()).isEqualTo(world.account.inventory().items().keySet());
    for (Decision.Delete delete : plan.deletes()) {
      if (delete.action() instanceof Action.RevokeAndRemove(var revocations)) {
        assertThat(revocations).noneMatch(one -> world.foreign.contains(one.group()));
      }
    }
  }

  private static void order(RandomAccount world, Plan plan, Random random) {
    List<Item> items = new ArrayList<>(world.account.items());
    Collections.shuffle(items, random);
    Inventory shuffled =
        Inventory.of(Account.SCOPE, NOW, items, world.account.inventory().completeness());
    assertThat(plan(world, shuffled, world.memory)).isEqualTo(plan);
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

  private static void fewerFacts(RandomAccount world, Plan plan, Random random) {
    Inventory less = withoutAFact(world.account.inventory(), random);
    assertThat(plan.deleteIds()).containsAll(plan(world, less, world.memory).deleteIds());
    Plan forgotten = plan(world, world.account.inventory(), Memory.empty());
    assertThat(plan.deleteIds()).containsAll(forgotten.deleteIds());
  }

  private static void protection(RandomAccount world, Plan plan, Random random) {
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

  private static void graph(RandomAccount world, Plan plan, Random random) {
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
  }

  private static void words(RandomAccount world, Plan plan, Random random) {
    for (Decision.Wait wait : plan.waits()) {
      if (wait.reason() == WaitReason.BLOCKED) {
        assertThat(wait.blockers()).as("%s", wait).isNotEmpty();
      }
      assertThat(wait.stuck()).isFalse();
    }
    plan.deletes().forEach(delete -> assertThat(Proof.suffice(delete.proofs())).isTrue());
  }
}
