package dev.berth.stacks.simulate;

import dev.berth.stacks.inventory.AgentNetwork;
import dev.berth.stacks.inventory.Attachment;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.GroupRule;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.StackResource;
import dev.berth.stacks.inventory.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Builds networks, agents and guests into an estate. */
final class Blocks {
  private static final Instant LONG_AGO = VirtualClock.START.minus(Duration.ofDays(1));

  private final Estate estate;
  private final SimulatedAgents agents;
  private final Dice dice;
  private int numbers;

  /**
   * What agents can be put into.
   *
   * @param parts what a stack lists of it
   */
  record Network(ItemId vpc, ItemId subnet, ItemId group, List<ItemId> parts) {}

  Blocks(Estate estate, SimulatedAgents agents, Dice dice, int firstNumber) {
    this.numbers = firstNumber;
    this.estate = estate;
    this.agents = agents;
    this.dice = dice;
  }

  private ItemId put(Item item, Tenant tenant) {
    return estate.put(item, tenant).id();
  }

  private Item item(ItemType type, String prefix, ItemId... uses) {
    return Item.of(type, prefix + "-" + numbers++).withUses(Set.copyOf(Arrays.asList(uses)));
  }

  private ItemId part(ItemType type, String prefix, Flag isDefault, Tenant tenant, ItemId... uses) {
    return put(item(type, prefix, uses).withDetail(new Detail.NetworkPart(isDefault)), tenant);
  }

  private ItemId group(Tenant tenant, Flag isDefault, ItemId vpc, List<ItemId> named) {
    Item group = item(ItemType.SECURITY_GROUP, "sg");
    Set<ItemId> uses = new HashSet<>(named);
    uses.add(vpc);
    List<GroupRule> rules = new ArrayList<>();
    for (ItemId other : named) {
      rules.add(
          new GroupRule(
              "sgr-" + numbers++,
              dice.oneIn(2) ? GroupRule.Direction.INGRESS : GroupRule.Direction.EGRESS,
              Optional.of(other.id())));
    }
    return put(group.withUses(uses).withDetail(new Detail.SecurityGroup(isDefault, rules)), tenant);
  }

  Network network(Tenant tenant, ItemId stack, Map<String, String> tags) {
    List<ItemId> parts = new ArrayList<>();
    ItemId vpc = part(ItemType.VPC, "vpc", Flag.NO, tenant);
    part(ItemType.ROUTE_TABLE, "rtb-main", Flag.YES, tenant, vpc);
    ItemId table = part(ItemType.ROUTE_TABLE, "rtb", Flag.NO, tenant, vpc);
    ItemId subnet = part(ItemType.SUBNET, "subnet", Flag.NO, tenant, vpc, table);
    ItemId first = group(tenant, Flag.NO, vpc, List.of());
    ItemId group = group(tenant, Flag.NO, vpc, dice.oneIn(2) ? List.of(first) : List.of());
    if (dice.oneIn(4)) {
      crossReference(first, group);
    }
    // CloudFormation cannot delete a group that the default group names.
    group(tenant, Flag.YES, vpc, dice.oneIn(6) ? List.of(first) : List.of());
    parts.addAll(List.of(vpc, table, subnet, first, group));
    if (dice.oneIn(3)) {
      parts.add(put(item(ItemType.INTERNET_GATEWAY, "igw", vpc), tenant));
    }
    if (dice.oneIn(3)) {
      parts.addAll(nat(tenant, subnet));
    }
    if (dice.oneIn(3)) {
      parts.add(endpoint(tenant, vpc, subnet, first));
    }
    if (dice.oneIn(4)) {
      parts.add(
          put(
              Item.of(ItemType.LOG_GROUP, "/stacks/" + numbers++)
                  .withCreatedAt(LONG_AGO)
                  .withTags(Tags.of(tags)),
              tenant));
    }
    return new Network(vpc, subnet, group, List.copyOf(parts));
  }

  /** Two groups that name each other. */
  private void crossReference(ItemId group, ItemId named) {
    estate.change(
        group,
        item -> {
          Set<ItemId> uses = new HashSet<>(item.uses());
          uses.add(named);
          GroupRule rule =
              new GroupRule(
                  "sgr-" + numbers++, GroupRule.Direction.INGRESS, Optional.of(named.id()));
          return item.withUses(uses).withDetail(new Detail.SecurityGroup(Flag.NO, List.of(rule)));
        });
  }

  private List<ItemId> nat(Tenant tenant, ItemId subnet) {
    ItemId address = put(item(ItemType.ELASTIC_IP, "eipalloc"), tenant);
    ItemId nat =
        put(
            item(ItemType.NAT_GATEWAY, "nat", subnet, address)
                .withStatus("available")
                .withCreatedAt(LONG_AGO),
            tenant);
    face(tenant, "nat_gateway", "Interface for NAT Gateway " + nat.id(), subnet, Set.of());
    return List.of(nat, address);
  }

  private ItemId endpoint(Tenant tenant, ItemId vpc, ItemId subnet, ItemId group) {
    boolean byTheHour = dice.oneIn(2);
    ItemId endpoint =
        byTheHour
            ? put(
                item(ItemType.VPC_ENDPOINT, "vpce", vpc, subnet, group)
                    .withStatus("available")
                    .withCreatedAt(LONG_AGO)
                    .withDetail(new Detail.VpcEndpoint("Interface")),
                tenant)
            : put(
                item(ItemType.VPC_ENDPOINT, "vpce", vpc)
                    .withStatus("available")
                    .withCreatedAt(LONG_AGO)
                    .withDetail(new Detail.VpcEndpoint("Gateway")),
                tenant);
    if (byTheHour) {
      face(
          tenant,
          "vpc_endpoint",
          "VPC Endpoint Interface " + endpoint.id(),
          subnet,
          Set.of(group.id()));
    }
    return endpoint;
  }

  private void face(
      Tenant tenant, String type, String description, ItemId subnet, Set<String> groups) {
    Set<ItemId> uses = new HashSet<>(Set.of(subnet));
    groups.forEach(group -> uses.add(new ItemId(ItemType.SECURITY_GROUP, group)));
    put(
        item(ItemType.NETWORK_INTERFACE, "eni")
            .withStatus("in-use")
            .withUses(uses)
            .withDetail(
                new Detail.NetworkInterface(
                    type,
                    description,
                    "amazon-elb",
                    Flag.YES,
                    Optional.of(
                        new Attachment(
                            "ela-attach-" + numbers++,
                            "amazon-aws",
                            Optional.of(LONG_AGO),
                            "attached")),
                    subnet.id(),
                    groups)),
        tenant);
  }

  /** A Lambda function of a stack, which is no item here, with its interface, which is one. */
  StackResource function(Tenant tenant, List<ItemId> parts) {
    String name = "function-" + numbers++;
    ItemId subnet =
        parts.stream().filter(part -> part.type() == ItemType.SUBNET).findFirst().orElseThrow();
    face(tenant, "lambda", "AWS Lambda VPC ENI-" + name, subnet, Set.of());
    return new StackResource(
        "Function", Optional.of(name), "AWS::Lambda::Function", "CREATE_COMPLETE", "");
  }

  /** Runtimes, browsers and interpreters in the network, with what belongs to them. */
  List<ItemId> agents(Tenant tenant, Network network, ItemId stack) {
    List<ItemId> parts = new ArrayList<>();
    int count = dice.between(0, 2);
    for (int n = 0; n < count; n++) {
      ItemType type =
          dice.pick(
              List.of(
                  ItemType.RUNTIME, ItemType.RUNTIME, ItemType.BROWSER, ItemType.CODE_INTERPRETER));
      Item agent = agent(type, network);
      parts.add(agents.place(agent, tenant));
      if (type == ItemType.RUNTIME) {
        parts.addAll(ofRuntime(agent, tenant));
      }
      if (dice.oneIn(3)) {
        session(agent, tenant);
      }
    }
    return parts;
  }

  private Item agent(ItemType type, Network network) {
    String name = "agent-" + numbers++;
    return Item.of(type, name)
        .withName(name)
        .withStatus("READY")
        .withCreatedAt(LONG_AGO)
        .withUses(Set.of(network.subnet(), network.group()))
        .withDetail(
            new Detail.Agent(
                new AgentNetwork.Vpc(Set.of(network.subnet().id()), Set.of(network.group().id()))));
  }

  private List<ItemId> ofRuntime(Item runtime, Tenant tenant) {
    List<ItemId> parts = new ArrayList<>();
    String id = runtime.id().id();
    if (dice.oneIn(2)) {
      parts.add(
          put(
              Item.of(ItemType.RUNTIME_ENDPOINT, id + "/runtime-endpoint/live")
                  .withStatus("READY")
                  .withCreatedAt(LONG_AGO)
                  .withUses(Set.of(runtime.id())),
              tenant));
    }
    if (dice.oneIn(2)) {
      put(
          Item.of(ItemType.WORKLOAD_IDENTITY, "identity-of-" + id)
              .withCreatedAt(LONG_AGO)
              .withUses(Set.of(runtime.id())),
          tenant);
    }
    if (dice.oneIn(2)) {
      put(
          Item.of(ItemType.LOG_GROUP, "/aws/bedrock-agentcore/runtimes/" + id + "-DEFAULT")
              .withCreatedAt(LONG_AGO),
          // Made by the service, known as ours only to a ledger that saw the runtime.
          tenant.foreign() ? tenant : loose(tenant));
    }
    return parts;
  }

  private static Tenant loose(Tenant tenant) {
    Tenant loose = Tenant.ours("logs of " + tenant.called());
    loose.open();
    return loose;
  }

  private void session(Item agent, Tenant tenant) {
    ItemType type =
        switch (agent.type()) {
          case BROWSER -> ItemType.BROWSER_SESSION;
          case CODE_INTERPRETER -> ItemType.INTERPRETER_SESSION;
          default -> ItemType.RUNTIME_SESSION;
        };
    String session = "session-" + numbers++;
    put(
        Item.of(type, agent.id().id() + "/session/" + session)
            .withStatus("READY")
            .withUses(Set.of(agent.id()))
            .withDetail(new Detail.Session(agent.id(), session)),
        tenant);
  }

  /** Somebody else's agent in this network. */
  ItemId guest(Tenant guest, Network network) {
    return agents.place(agent(ItemType.RUNTIME, network), guest);
  }

  /** Takes away what a deleted stack does not leave behind: agents first, then some of the rest. */
  void retire(List<ItemId> parts) {
    List<ItemId> ordered = new ArrayList<>(parts);
    ordered.sort(Comparator.comparing(ItemId::type));
    for (ItemId part : ordered) {
      estate
          .find(part)
          .filter(item -> item.type().ownsInterfaces() || item.type() == ItemType.LOG_GROUP)
          .ifPresent(agents::vanish);
    }
  }

  void defaults(Tenant tenant) {
    ItemId vpc = part(ItemType.VPC, "vpc-default", Flag.YES, tenant);
    ItemId subnet = part(ItemType.SUBNET, "subnet-default", Flag.YES, tenant, vpc);
    ItemId group = group(tenant, Flag.YES, vpc, List.of());
    if (dice.oneIn(2)) {
      agents.place(agent(ItemType.RUNTIME, new Network(vpc, subnet, group, List.of())), tenant);
    }
  }
}
