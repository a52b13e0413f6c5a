package dev.berth.stacks.inventory;

import java.util.Set;

/** Where a runtime, browser or code interpreter puts its network interfaces. */
public sealed interface AgentNetwork {
  /** No interfaces in any VPC of the account. */
  record Public() implements AgentNetwork {}

  /** Interfaces in these subnets with these security groups, shared by all with the same sets. */
  record Vpc(Set<String> subnets, Set<String> groups) implements AgentNetwork {
    public Vpc {
      subnets = Set.copyOf(subnets);
      groups = Set.copyOf(groups);
    }
  }

  /** Not read, or a mode that this version does not know: it may own any interface. */
  record Unknown(String reason) implements AgentNetwork {}
}
