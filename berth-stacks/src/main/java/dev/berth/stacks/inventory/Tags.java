package dev.berth.stacks.inventory;

import java.util.Map;
import java.util.Optional;

/** An item's tags: as read, or that they could not be read. Keys and values are exact. */
public sealed interface Tags {
  /** All tags of the thing; empty if it has none. */
  record Known(Map<String, String> values) implements Tags {
    public Known {
      values = Map.copyOf(values);
    }
  }

  /** Not readable this time, which keeps the item: it may carry a keep tag. */
  record Unreadable(String reason) implements Tags {}

  static Tags none() {
    return new Known(Map.of());
  }

  static Tags of(Map<String, String> values) {
    return new Known(values);
  }

  /** The value under exactly this key; none also when the tags could not be read. */
  default Optional<String> value(String key) {
    return switch (this) {
      case Known(Map<String, String> values) -> Optional.ofNullable(values.get(key));
      case Unreadable _ -> Optional.empty();
    };
  }

  /**
   * The value under a key that is this one but for case and outer spaces. For protection only: a
   * keep tag with odd case protects, an ownership tag with odd case proves nothing.
   */
  default Optional<String> valueOfAnyCase(String key) {
    if (this instanceof Known(Map<String, String> values)) {
      for (Map.Entry<String, String> tag : values.entrySet()) {
        if (tag.getKey().strip().equalsIgnoreCase(key)) {
          return Optional.of(tag.getValue());
        }
      }
    }
    return Optional.empty();
  }

  default boolean readable() {
    return this instanceof Known;
  }
}
