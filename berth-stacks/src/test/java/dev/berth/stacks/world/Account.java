package dev.berth.stacks.world;

import dev.berth.stacks.inventory.AgentNetwork;
import dev.berth.stacks.inventory.Attachment;
import dev.berth.stacks.inventory.Completeness;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.GroupRule;
import dev.berth.stacks.inventory.Inventory;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Scope;
import dev.berth.stacks.inventory.StackResource;
import dev.berth.stacks.inventory.Tags;
import dev.berth.stacks.plan.Limits;
import dev.berth.stacks.plan.Protection;
import dev.berth.stacks.plan.Selection;
import dev.berth.stacks.plan.StackRules;
import dev.berth.stacks.plan.SweepPolicy;
import dev.berth.stacks.verdict.InterfaceFamily;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** An account in the making. Not thread-safe. */
public final class Account {
  public static final Scope SCOPE = new Scope("111122223333", "eu-west-1");
  public static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  public static final Instant LONG_AGO = Instant.parse("2026-11-18T12:00:00Z");
  public static final String OWNER_KEY = "owner";
  public static final String OWNER = "berth-ci";

  private final Map<ItemId, Item> items = new LinkedHashMap<>();
  private final Map<ItemType, Completeness> completeness = new HashMap<>();

  public Account() {
    for (ItemType type : ItemType.values()) {
      if (type != ItemType.OTHER) {
        completeness.put(type, new Completeness.Complete());
      }
    }
    completeness.put(ItemType.RUNTIME_SESSION, new Completeness.Partial("no list"));
  }

  /**
   * The policy of the tests: throw-away stacks {@code int-<8 hex>}, own ones {@code app-<word>}.
   */
  public static SweepPolicy policy() {
    return new SweepPolicy(
        SCOPE,
        new Selection.Sweep(),
        new StackRules(
            OWNER_KEY,
            OWNER,
            List.of(Pattern.compile("^int-[0-9a-f]{8}$")),
            List.of(Pattern.compile("^app-[a-z]{1,20}$")),
            Duration.ofHours(2)),
        Protection.standard(),
        List.of(InterfaceFamily.agentCore(), InterfaceFamily.lambda()),
        new Limits(100, 100, 1, Duration.ofMinutes(20), Duration.ofMinutes(5)));
  }

  public static SweepPolicy destroy(ItemId stack, boolean retain) {
    return policy().withSelection(new Selection.Destroy(stack, retain));
  }

  public Inventory inventory() {
    return inventory(NOW);
  }

  public Inventory inventory(Instant at) {
    return Inventory.of(SCOPE, at, items.values(), completeness);
  }

  public List<Item> items() {
    return List.copyOf(items.values());
  }

  public Item get(ItemId id) {
    return Optional.ofNullable(items.get(id)).orElseThrow();
  }

  public Account put(Item item) {
    items.put(item.id(), item);
    return this;
  }

  public Account change(ItemId id, UnaryOperator<Item> change) {
    return put(change.apply(get(id)));
  }

  public Account remove(ItemId id) {
    items.remove(id);
    return this;
  }

  public Account listed(ItemType type, Completeness value) {
    completeness.put(type, value);
    return this;
  }

  public static ItemId id(ItemType type, String id) {
    return new ItemId(type, id);
  }

  public static ItemId stackId(String name) {
    return id(
        ItemType.STACK,
        "arn:aws:cloudformation:eu-west-1:111122223333:stack/"
            + name
            + "/00000000-0000-4000-8000-000000000000");
  }

  public static Tags owned() {
    return Tags.of(Map.of(OWNER_KEY, OWNER));
  }

  /** Tags of a resource that CloudFormation made for a stack with the ownership tag. */
  public static Tags ofStack(ItemId stack) {
    return Tags.of(Map.of(OWNER_KEY, OWNER, "aws:cloudformation:stack-id", stack.id()));
  }

  /** A stack of ours whose resources are these, all of them {@code CREATE_COMPLETE}. */
  public ItemId stack(String name, String status, ItemId... resources) {
    ItemId id = stackId(name);
    List<StackResource> rows = new ArrayList<>();
    for (ItemId resource : resources) {
      rows.add(row(resource, "CREATE_COMPLETE"));
      if (items.containsKey(resource)) {
        change(resource, item -> item.withTags(ofStack(id)));
      }
    }
    put(
        Item.of(ItemType.STACK, id.id())
            .withName(name)
            .withStatus(status)
            .withTags(owned())
            .withCreatedAt(LONG_AGO)
            .withDetail(
                new Detail.Stack(
                    rows,
                    new Completeness.Complete(),
                    Flag.NO,
                    Optional.empty(),
                    Optional.empty())));
    return id;
  }

  public static StackResource row(ItemId resource, String status) {
    String logical = resource.id().replaceAll("[^A-Za-z0-9]", "");
    return new StackResource(
        logical,
        Optional.of(resource.id()),
        resource.type().cloudFormation().orElse("Custom::Thing"),
        status,
        "");
  }

  public ItemId plain(ItemType type, String name, ItemId... uses) {
    ItemId id = id(type, name);
    String status = type == ItemType.NAT_GATEWAY ? "available" : "";
    put(
        Item.of(type, name)
            .withStatus(status)
            .withCreatedAt(LONG_AGO)
            .withUses(Set.copyOf(Arrays.asList(uses))));
    return id;
  }

  public ItemId part(ItemType type, String name, Flag isDefault, ItemId... uses) {
    ItemId id = plain(type, name, uses);
    change(id, item -> item.withDetail(new Detail.NetworkPart(isDefault)));
    return id;
  }

  public ItemId group(String name, Flag isDefault, ItemId vpc, String... named) {
    ItemId id = id(ItemType.SECURITY_GROUP, name);
    Set<ItemId> uses = new HashSet<>(Set.of(vpc));
    List<GroupRule> rules = new ArrayList<>();
    for (String other : named) {
      uses.add(id(ItemType.SECURITY_GROUP, other));
      rules.add(
          new GroupRule(
              "sgr-" + name + "-" + other, GroupRule.Direction.INGRESS, Optional.of(other)));
    }
    put(
        Item.of(ItemType.SECURITY_GROUP, name)
            .withUses(uses)
            .withDetail(new Detail.SecurityGroup(isDefault, rules)));
    return id;
  }

  public ItemId runtime(String name, ItemId subnet, ItemId group) {
    ItemId id = id(ItemType.RUNTIME, name);
    put(
        Item.of(ItemType.RUNTIME, name)
            .withName(name)
            .withStatus("READY")
            .withCreatedAt(LONG_AGO)
            .withUses(Set.of(subnet, group))
            .withDetail(
                new Detail.Agent(new AgentNetwork.Vpc(Set.of(subnet.id()), Set.of(group.id())))));
    return id;
  }

  /** An interface of AgentCore's, in use, as the service shows it. */
  public ItemId lingering(String name, ItemId subnet, ItemId group) {
    return face(name, "in-use", "agentic_ai", Optional.of(held()), subnet, group);
  }

  public static Attachment held() {
    return new Attachment("ela-attach-1", "amazon-aws", Optional.of(LONG_AGO), "attached");
  }

  public ItemId face(
      String name,
      String status,
      String type,
      Optional<Attachment> attachment,
      ItemId subnet,
      ItemId group) {
    ItemId id = id(ItemType.NETWORK_INTERFACE, name);
    Tags tags =
        type.equals("agentic_ai")
            ? Tags.of(Map.of(InterfaceFamily.AGENTCORE_TAG, "true"))
            : Tags.none();
    put(
        Item.of(ItemType.NETWORK_INTERFACE, name)
            .withStatus(status)
            .withTags(tags)
            .withUses(Set.of(subnet, group))
            .withDetail(
                new Detail.NetworkInterface(
                    type, "", "", Flag.NO, attachment, subnet.id(), Set.of(group.id()))));
    return id;
  }
}
