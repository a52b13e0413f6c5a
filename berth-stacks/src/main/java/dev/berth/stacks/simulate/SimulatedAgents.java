package dev.berth.stacks.simulate;

import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.CloudFailure;
import dev.berth.stacks.cloud.FailureKind;
import dev.berth.stacks.inventory.AgentNetwork;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * AgentCore's control plane as it was measured: deletions take minutes, an endpoint holds its
 * runtime, a workload identity goes with it, and interfaces are shared and outlive their owners.
 */
final class SimulatedAgents {
  private final VirtualClock clock;
  private final Estate estate;
  private final Leases leases;
  private final Dice dice;

  SimulatedAgents(VirtualClock clock, Estate estate, Leases leases, Dice dice) {
    this.clock = clock;
    this.estate = estate;
    this.leases = leases;
    this.dice = dice;
  }

  /** An agent that stands from now on, with its interfaces. */
  ItemId place(Item agent, Tenant tenant) {
    estate.put(agent, tenant);
    leases.arrived(agent);
    return agent.id();
  }

  Answer delete(Item item) {
    boolean held =
        switch (item.type()) {
          case RUNTIME -> uses(item, ItemType.RUNTIME_ENDPOINT);
          case WORKLOAD_IDENTITY -> item.uses().stream().anyMatch(used -> estate.stands(used));
          default -> false;
        };
    boolean busy = List.of("CREATING", "UPDATING").contains(item.status());
    if (held || busy) {
      return new Answer.Refused(
          new CloudFailure(FailureKind.CONFLICT, "Delete", "still referenced, or at work"));
    }
    if (item.type() == ItemType.WORKLOAD_IDENTITY) {
      estate.remove(item.id());
    } else if (!item.status().equals("DELETING")) {
      estate.change(item.id(), one -> one.withStatus("DELETING"));
      clock.in(dice.minutes(1, 5), () -> vanish(item));
    }
    return new Answer.Accepted();
  }

  private boolean uses(Item used, ItemType type) {
    return estate.usersOf(used.id()).stream().anyMatch(user -> user.type() == type);
  }

  /** An agent, endpoint or identity that is gone from now on, with what lives in it. */
  void vanish(Item item) {
    if (!estate.stands(item.id())) {
      return;
    }
    Set<ItemId> inside = new TreeSet<>();
    for (Item user : estate.usersOf(item.id())) {
      boolean session =
          user.detail() instanceof Detail.Session(ItemId owner, _) && owner.equals(item.id());
      if (session
          || user.type() == ItemType.WORKLOAD_IDENTITY
          || user.type() == ItemType.RUNTIME_ENDPOINT) {
        inside.add(user.id());
      }
    }
    inside.forEach(estate::remove);
    estate.remove(item.id());
    if (item.detail() instanceof Detail.Agent(AgentNetwork network)
        && network instanceof AgentNetwork.Vpc) {
      leases.departed();
    }
  }
}
