package dev.berth.stacks.verdict;

import dev.berth.stacks.inventory.AgentNetwork;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Inventory;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The runtimes, browsers and code interpreters that stand, as possible owners of interfaces. One
 * that is being deleted stands until it is gone. Immutable.
 */
public final class Owners {
  private final Map<String, List<Agent>> bySubnet;
  private final boolean known;

  private record Agent(ItemId id, Set<String> groups) {}

  private Owners(Map<String, List<Agent>> bySubnet, boolean known) {
    this.bySubnet = bySubnet;
    this.known = known;
  }

  public static Owners of(Inventory inventory) {
    List<Item> agents =
        inventory.items().values().stream().filter(item -> item.type().ownsInterfaces()).toList();
    boolean listed =
        Arrays.stream(ItemType.values())
            .filter(ItemType::ownsInterfaces)
            .allMatch(inventory::complete);
    boolean read =
        agents.stream()
            .allMatch(
                item ->
                    item.detail() instanceof Detail.Agent(AgentNetwork network)
                        && !(network instanceof AgentNetwork.Unknown));
    Map<String, List<Agent>> bySubnet = new HashMap<>();
    for (Item agent : agents) {
      if (agent.detail() instanceof Detail.Agent(AgentNetwork.Vpc(var subnets, var groups))) {
        for (String subnet : subnets) {
          bySubnet
              .computeIfAbsent(subnet, one -> new ArrayList<>())
              .add(new Agent(agent.id(), groups));
        }
      }
    }
    return new Owners(bySubnet, listed && read);
  }

  /** Whether every agent was listed and read; if not, an interface may have owners unseen. */
  public boolean known() {
    return known;
  }

  /** The agents that put interfaces into this subnet with at least one of these groups. */
  public Set<ItemId> of(Detail.NetworkInterface face) {
    Set<ItemId> owners = new HashSet<>();
    for (Agent agent : bySubnet.getOrDefault(face.subnet(), List.of())) {
      if (agent.groups().isEmpty()
          || face.groups().isEmpty()
          || !Collections.disjoint(agent.groups(), face.groups())) {
        owners.add(agent.id());
      }
    }
    return owners;
  }
}
