package dev.berth.stacks.inventory;

import org.jspecify.annotations.Nullable;

/**
 * Which thing, for ever: the type and the id that its cloud never gives to another thing, as the
 * constants of {@link ItemType} define it. For the few types whose id is a name that can be used
 * again, {@link Item#sameThingAs} also compares creation dates.
 *
 * @param id 1 to 2048 characters
 */
public record ItemId(ItemType type, String id) implements Comparable<ItemId> {
  public ItemId {
    if (id.isBlank() || id.length() > 2048) {
      throw new IllegalArgumentException("an id has 1 to 2048 characters");
    }
  }

  /** Written out because it is asked millions of times in a large plan. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof ItemId(ItemType otherType, String otherId)
            && type == otherType
            && id.equals(otherId));
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public int compareTo(ItemId other) {
    int byType = type.compareTo(other.type);
    return byType != 0 ? byType : id.compareTo(other.id);
  }

  /** {@code network-interface:eni-1}. */
  @Override
  public String toString() {
    return type.wire() + ":" + id;
  }
}
