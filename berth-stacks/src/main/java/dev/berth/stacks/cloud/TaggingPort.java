package dev.berth.stacks.cloud;

import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import java.util.Map;
import java.util.Set;

/**
 * Writing tags on what is retained. Tags are read with the items, by their own APIs: the resource
 * tagging API does not see every type, and its silence says nothing.
 */
public interface TaggingPort {
  /** The types that can be tagged here. */
  Set<ItemType> types();

  /**
   * Adds or replaces these tags and leaves all others.
   *
   * @param tags keys of at most 128, values of at most 256 characters; never a key that starts with
   *     {@code aws:} and never the managed tag of a service, which are refused as {@link
   *     FailureKind#INVALID} without a call
   */
  Answer tag(ItemId id, Map<String, String> tags);
}
