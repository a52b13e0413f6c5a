package dev.berth.stacks.inventory;

import java.util.Comparator;

/**
 * Which thing, for ever: the type and the id that its cloud never gives to another thing, as the
 * constants of {@link ItemType} define it. For the few types whose id is a name that can be used
 * again, {@link Item#sameThingAs} also compares creation dates.
 *
 * @param id 1 to 2048 characters
 */
public record ItemId(ItemType type, String id) implements Comparable<ItemId> {
  private static final Comparator<ItemId> ORDER =
      Comparator.comparing(ItemId::type).thenComparing(ItemId::id);

  public ItemId {
    if (id.isBlank() || id.length() > 2048) {
      throw new IllegalArgumentException("an id has 1 to 2048 characters");
    }
  }

  @Override
  public int compareTo(ItemId other) {
    return ORDER.compare(this, other);
  }

  /** {@code network-interface:eni-1}. */
  @Override
  public String toString() {
    return type.wire() + ":" + id;
  }
}
