package dev.berth.stacks.inventory;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What only some types have. */
public sealed interface Detail {
  /** Nothing beyond what every item has. */
  record Plain() implements Detail {}

  /**
   * A stack. The item's name is the stack name, its tags the stack's own as CloudFormation reports
   * them for the StackId, its status the stack status as text.
   *
   * @param resources every page; meaningful only with {@code resourcesListed} complete
   * @param resourcesListed {@link Completeness.NotAsked} in a listing of all stacks; a look at one
   *     stack asks
   * @param terminationProtection only a description of one stack tells; else unknown
   * @param parentId the StackId above, of a nested stack
   * @param rootId the StackId at the top, of a nested stack
   */
  record Stack(
      List<StackResource> resources,
      Completeness resourcesListed,
      Flag terminationProtection,
      Optional<String> parentId,
      Optional<String> rootId)
      implements Detail {
    public Stack {
      resources = List.copyOf(resources);
    }

    public boolean nested() {
      return parentId.isPresent() || rootId.isPresent();
    }
  }

  /**
   * A network interface. The item's status is {@code available}, {@code in-use} and so on, as text.
   *
   * @param interfaceType as text ({@code agentic_ai}); older SDKs do not know every value, and it
   *     changes on detaching
   * @param requesterId empty text if there is none
   * @param requesterManaged {@code NO} for AgentCore's interfaces: proves nothing
   * @param attachment none when detached
   * @param groups security group ids
   */
  record NetworkInterface(
      String interfaceType,
      String description,
      String requesterId,
      Flag requesterManaged,
      Optional<Attachment> attachment,
      String subnet,
      Set<String> groups)
      implements Detail {
    public NetworkInterface {
      groups = Set.copyOf(groups);
    }
  }

  /** A runtime, browser or code interpreter. */
  record Agent(AgentNetwork network) implements Detail {}

  /**
   * A session.
   *
   * @param owner the runtime, browser or code interpreter
   */
  record Session(ItemId owner, String sessionId) implements Detail {}

  /**
   * A security group.
   *
   * @param isDefault whether it is its VPC's default group, which goes only with the VPC
   * @param rules all rules of this group, both directions
   */
  record SecurityGroup(Flag isDefault, List<GroupRule> rules) implements Detail {
    public SecurityGroup {
      rules = List.copyOf(rules);
    }
  }

  /**
   * A VPC, subnet, route table or network ACL.
   *
   * @param isDefault default VPC, default subnet of a zone, main route table, default ACL
   */
  record NetworkPart(Flag isDefault) implements Detail {}

  /**
   * A VPC endpoint.
   *
   * @param kind as text: {@code Interface}, {@code Gateway}, ...
   */
  record VpcEndpoint(String kind) implements Detail {}
}
