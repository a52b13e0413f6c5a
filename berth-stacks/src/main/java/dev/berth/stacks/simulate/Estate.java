package dev.berth.stacks.simulate;

import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Everything that stands in the account, as it really is, with a short memory of how it was: that
 * is what lagging listings show. Guarded by the world's lock.
 */
final class Estate {
  /** So long ago nothing is remembered; listings lag less. */
  static final Duration MEMORY = Duration.ofSeconds(90);

  private final VirtualClock clock;
  private final Map<ItemType, Map<String, Thing>> things = new EnumMap<>(ItemType.class);

  Estate(VirtualClock clock) {
    this.clock = clock;
    for (ItemType type : ItemType.values()) {
      things.put(type, new TreeMap<>());
    }
  }

  private Map<String, Thing> of(ItemType type) {
    return things.getOrDefault(type, new TreeMap<>());
  }

  /** What is so when the world begins has been so for long. */
  private Instant when() {
    return clock.now().equals(VirtualClock.START)
        ? VirtualClock.START.minus(Duration.ofDays(1))
        : clock.now();
  }

  private Instant forget() {
    return clock.now().minus(MEMORY);
  }

  Item put(Item item, Tenant tenant) {
    Thing before = of(item.type()).get(item.id().id());
    if (before == null) {
      of(item.type()).put(item.id().id(), new Thing(item, tenant, when()));
    } else {
      before.replace(item, tenant, when(), forget());
    }
    return item;
  }

  Optional<Thing> thing(ItemId id) {
    return Optional.ofNullable(of(id.type()).get(id.id())).filter(thing -> thing.now().isPresent());
  }

  Optional<Item> find(ItemId id) {
    return Optional.ofNullable(of(id.type()).get(id.id())).flatMap(Thing::now);
  }

  boolean stands(ItemId id) {
    return find(id).isPresent();
  }

  /** Changes a thing if it stands. */
  void change(ItemId id, UnaryOperator<Item> change) {
    thing(id)
        .ifPresent(
            thing ->
                thing.now().ifPresent(item -> thing.change(change.apply(item), when(), forget())));
  }

  void remove(ItemId id) {
    thing(id).ifPresent(thing -> thing.remove(when(), forget()));
  }

  /** What a listing of that instant shows. */
  List<Item> seen(ItemType type, Instant at) {
    Instant forget = forget();
    of(type).values().removeIf(thing -> thing.forgotten(forget));
    List<Item> seen = new ArrayList<>();
    of(type).values().forEach(thing -> thing.at(at).ifPresent(seen::add));
    return seen;
  }

  Optional<Item> seen(ItemId id, Instant at) {
    return Optional.ofNullable(of(id.type()).get(id.id())).flatMap(thing -> thing.at(at));
  }

  List<Item> items() {
    List<Item> items = new ArrayList<>();
    things
        .values()
        .forEach(ofType -> ofType.values().forEach(one -> one.now().ifPresent(items::add)));
    return items;
  }

  List<Item> items(ItemType type) {
    List<Item> items = new ArrayList<>();
    of(type).values().forEach(one -> one.now().ifPresent(items::add));
    return items;
  }

  /** What uses this one directly. */
  List<Item> usersOf(ItemId id) {
    List<Item> users = new ArrayList<>();
    for (Item item : items()) {
      if (item.uses().contains(id) && !item.id().equals(id)) {
        users.add(item);
      }
    }
    return users;
  }

  /** The tenant of a thing that stands. */
  Tenant tenantOf(ItemId id) {
    return thing(id).orElseThrow().tenant();
  }

  boolean any(Predicate<Thing> which) {
    return things.values().stream()
        .flatMap(ofType -> ofType.values().stream())
        .anyMatch(thing -> thing.now().isPresent() && which.test(thing));
  }

  List<Thing> standing() {
    return things.values().stream()
        .flatMap(ofType -> ofType.values().stream())
        .filter(thing -> thing.now().isPresent())
        .toList();
  }
}
