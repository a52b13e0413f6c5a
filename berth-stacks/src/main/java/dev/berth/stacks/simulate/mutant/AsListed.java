package dev.berth.stacks.simulate.mutant;

import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Answers looks from the last listing; of stacks, which listings show in part, from a look after.
 */
final class AsListed implements Alteration {
  private final Map<ItemId, Item> last = new ConcurrentHashMap<>();
  private final Set<ItemId> asked = ConcurrentHashMap.newKeySet();

  @Override
  public Listing listed(ItemType type, Listing answered) {
    last.keySet().removeIf(id -> id.type() == type);
    if (type != ItemType.STACK) {
      answered.items().forEach(item -> last.put(item.id(), item));
    }
    return answered;
  }

  @Override
  public Look looked(ItemId id, Supplier<Look> ask) {
    Item known = last.get(id);
    if (known != null && !asked.contains(id)) {
      return new Look.Present(known);
    }
    Look look = ask.get();
    if (look instanceof Look.Present(Item item)) {
      last.put(id, item);
    }
    return look;
  }

  @Override
  public void asked(ItemId id) {
    asked.add(id);
  }
}
