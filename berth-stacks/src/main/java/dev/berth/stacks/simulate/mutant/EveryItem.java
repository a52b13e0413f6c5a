package dev.berth.stacks.simulate.mutant;

import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Tags;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Reads every item as something else. */
record EveryItem(UnaryOperator<Item> change) implements Alteration {
  static Item withTag(Item item, String key, String value) {
    if (!(item.tags() instanceof Tags.Known(Map<String, String> values))) {
      return item;
    }
    Map<String, String> all = new HashMap<>(values);
    all.put(key, value);
    return item.withTags(Tags.of(all));
  }

  @Override
  public Listing listed(ItemType type, Listing answered) {
    return new Listing(
        answered.items().stream().map(change).toList(),
        answered.completeness(),
        answered.failure());
  }

  @Override
  public Look looked(ItemId id, Supplier<Look> ask) {
    return switch (ask.get()) {
      case Look.Present(Item item) -> new Look.Present(change.apply(item));
      case Look.Absent absent -> absent;
      case Look.Unknown unknown -> unknown;
    };
  }
}
