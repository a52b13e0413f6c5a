package dev.berth.stacks.inventory;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Everything that was read in one scope, with how completely each type was. As a scope is one
 * region, completeness is per type and region. Immutable; the order of items never matters.
 *
 * @param scope the account and region that answered, not those that were expected
 * @param takenAt when the reading began
 * @param completeness a type without an entry was not asked
 */
public record Inventory(
    Scope scope,
    Instant takenAt,
    SortedMap<ItemId, Item> items,
    Map<ItemType, Completeness> completeness) {
  public Inventory {
    items = Collections.unmodifiableSortedMap(new TreeMap<>(items));
    completeness = Map.copyOf(completeness);
  }

  /** An inventory of these items; of two with the same id the last one counts. */
  public static Inventory of(
      Scope scope,
      Instant takenAt,
      Collection<Item> items,
      Map<ItemType, Completeness> completeness) {
    SortedMap<ItemId, Item> sorted = new TreeMap<>();
    items.forEach(item -> sorted.put(item.id(), item));
    return new Inventory(scope, takenAt, sorted, completeness);
  }

  public Optional<Item> find(ItemId id) {
    return Optional.ofNullable(items.get(id));
  }

  public Stream<Item> ofType(ItemType type) {
    return items.values().stream().filter(item -> item.type() == type);
  }

  public Completeness completenessOf(ItemType type) {
    return completeness.getOrDefault(type, new Completeness.NotAsked());
  }

  public boolean complete(ItemType type) {
    return completenessOf(type).complete();
  }

  /** The same with one type's listing judged otherwise. */
  public Inventory withCompleteness(ItemType type, Completeness value) {
    Map<ItemType, Completeness> changed = new EnumMap<>(ItemType.class);
    changed.putAll(completeness);
    changed.put(type, value);
    return new Inventory(scope, takenAt, items, changed);
  }
}
