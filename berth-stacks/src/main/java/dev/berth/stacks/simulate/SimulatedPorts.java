package dev.berth.stacks.simulate;

import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.Cloud;
import dev.berth.stacks.cloud.CloudPort;
import dev.berth.stacks.cloud.LeftoverPort;
import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.cloud.NetworkPort;
import dev.berth.stacks.cloud.RuntimePort;
import dev.berth.stacks.cloud.SessionPort;
import dev.berth.stacks.cloud.StackPort;
import dev.berth.stacks.cloud.TaggingPort;
import dev.berth.stacks.inventory.Area;
import dev.berth.stacks.inventory.GroupRule;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The seven ports of a simulated cloud, for one run. */
final class SimulatedPorts {
  private static final Map<Area, Set<ItemType>> TYPES = types();

  private SimulatedPorts() {}

  private static Map<Area, Set<ItemType>> types() {
    Map<Area, Set<ItemType>> types = new EnumMap<>(Area.class);
    for (Area area : Area.values()) {
      types.put(
          area,
          Arrays.stream(ItemType.values())
              .filter(type -> type.area() == area)
              .collect(Collectors.toCollection(() -> EnumSet.noneOf(ItemType.class))));
    }
    return Map.copyOf(types);
  }

  static Cloud of(SimulatedCloud cloud, Seat seat) {
    return new Cloud(
        () -> cloud.identity(seat),
        new Stacks(cloud, seat),
        new Sessions(cloud, seat),
        new Runtimes(cloud, seat),
        new Network(cloud, seat),
        new Leftovers(cloud, seat),
        new Tagging(cloud, seat));
  }

  private abstract static class Port implements CloudPort {
    final SimulatedCloud cloud;
    final Seat seat;
    private final Area area;

    Port(SimulatedCloud cloud, Seat seat, Area area) {
      this.cloud = cloud;
      this.seat = seat;
      this.area = area;
    }

    @Override
    public Set<ItemType> types() {
      return TYPES.getOrDefault(area, Set.of());
    }

    private void require(ItemType type) {
      if (!types().contains(type)) {
        throw new IllegalArgumentException(type + " is not of this port");
      }
    }

    @Override
    public Listing list(ItemType type) {
      require(type);
      return cloud.list(seat, type);
    }

    @Override
    public Look look(ItemId id) {
      require(id.type());
      return cloud.look(seat, id);
    }

    @Override
    public Answer delete(ItemId id) {
      require(id.type());
      return cloud.delete(seat, id);
    }
  }

  private static final class Stacks extends Port implements StackPort {
    Stacks(SimulatedCloud cloud, Seat seat) {
      super(cloud, seat, Area.STACKS);
    }

    @Override
    public Answer deleteRetaining(ItemId stack, Set<String> retainedLogicalIds) {
      return cloud.retain(seat, stack, retainedLogicalIds);
    }
  }

  private static final class Sessions extends Port implements SessionPort {
    Sessions(SimulatedCloud cloud, Seat seat) {
      super(cloud, seat, Area.SESSIONS);
    }
  }

  private static final class Runtimes extends Port implements RuntimePort {
    Runtimes(SimulatedCloud cloud, Seat seat) {
      super(cloud, seat, Area.RUNTIMES);
    }
  }

  private static final class Network extends Port implements NetworkPort {
    Network(SimulatedCloud cloud, Seat seat) {
      super(cloud, seat, Area.NETWORK);
    }

    @Override
    public Answer revoke(ItemId group, GroupRule rule) {
      return cloud.revoke(seat, group, rule);
    }
  }

  private static final class Leftovers extends Port implements LeftoverPort {
    Leftovers(SimulatedCloud cloud, Seat seat) {
      super(cloud, seat, Area.LEFTOVERS);
    }
  }

  private record Tagging(SimulatedCloud cloud, Seat seat) implements TaggingPort {
    @Override
    public Set<ItemType> types() {
      return TYPES.getOrDefault(Area.NETWORK, Set.of());
    }

    @Override
    public Answer tag(ItemId id, Map<String, String> tags) {
      return cloud.tag(seat, id, tags);
    }
  }
}
