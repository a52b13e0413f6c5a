package dev.berth.stacks.verdict;

import dev.berth.stacks.inventory.AgentNetwork;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Inventory;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The runtimes, browsers and code interpreters that stand, as possible owners of interfaces. One
 * that is being deleted stands until it is gone. Immutable.
 */
public final class Owners {
  private final List<Item> agents;
  private final boolean known;

  private Owners(List<Item> agents, boolean known) {
    this.agents = agents;
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
    return new Owners(agents, listed && read);
  }

  /** Whether every agent was listed and read; if not, an interface may have owners unseen. */
  public boolean known() {
    return known;
  }

  /** The agents that put interfaces into this subnet with at least one of these groups. */
  public Set<ItemId> of(Detail.NetworkInterface face) {
    Set<ItemId> owners = new HashSet<>();
    for (Item agent : agents) {
      if (agent.detail() instanceof Detail.Agent(AgentNetwork.Vpc(var subnets, var groups))
          && subnets.contains(face.subnet())
          && (groups.isEmpty()
              || face.groups().isEmpty()
              || !Collections.disjoint(groups, face.groups()))) {
        owners.add(agent.id());
      }
    }
    return owners;
  }
}
