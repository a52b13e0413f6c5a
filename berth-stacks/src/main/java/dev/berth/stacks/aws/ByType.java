package dev.berth.stacks.aws;

import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.CloudPort;
import dev.berth.stacks.cloud.LeftoverPort;
import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.cloud.RuntimePort;
import dev.berth.stacks.cloud.SessionPort;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A port that asks the right one for each type. */
class ByType implements CloudPort {
  private final Map<ItemType, OneType> types;

  ByType(Map<ItemType, OneType> types, Set<ItemType> wanted) {
    Map<ItemType, OneType> kept = new EnumMap<>(ItemType.class);
    types.forEach(
        (type, one) -> {
          if (wanted.contains(type)) {
            kept.put(type, one);
          }
        });
    this.types = Map.copyOf(kept);
  }

  /** Sessions. */
  static final class Sessions extends ByType implements SessionPort {
    Sessions(Map<ItemType, OneType> types, Set<ItemType> wanted) {
      super(types, wanted);
    }
  }

  /** Runtimes and their like. */
  static final class Runtimes extends ByType implements RuntimePort {
    Runtimes(Map<ItemType, OneType> types, Set<ItemType> wanted) {
      super(types, wanted);
    }
  }

  /** What stands outside stacks. */
  static final class Leftovers extends ByType implements LeftoverPort {
    Leftovers(Map<ItemType, OneType> types, Set<ItemType> wanted) {
      super(types, wanted);
    }
  }

  @Override
  public final Set<ItemType> types() {
    return types.keySet();
  }

  @Override
  public final Listing list(ItemType type) {
    return of(type).list();
  }

  @Override
  public final Look look(ItemId id) {
    return of(id.type()).look(id);
  }

  @Override
  public final Answer delete(ItemId id) {
    return of(id.type()).delete(id);
  }

  private OneType of(ItemType type) {
    return Optional.ofNullable(types.get(type))
        .orElseThrow(() -> new IllegalArgumentException("not a type of this port: " + type));
  }
}
