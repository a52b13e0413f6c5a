package dev.berth.stacks.plan;

import dev.berth.stacks.inventory.AgentNetwork;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.StackResource;
import dev.berth.stacks.inventory.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The same item in another network: every id with a suffix. */
final class Renamed {
  private Renamed() {}

  static Item of(Item item, String suffix) {
    return new Item(
        id(item.id(), suffix),
        item.type() == ItemType.STACK ? "int-000" + suffix.substring(1) : item.name() + suffix,
        item.createdAt(),
        tags(item.tags(), suffix),
        item.status(),
        item.uses().stream().map(used -> id(used, suffix)).collect(Collectors.toSet()),
        detail(item.detail(), suffix));
  }

  private static ItemId id(ItemId id, String suffix) {
    return new ItemId(id.type(), id.id() + suffix);
  }

  private static Tags tags(Tags tags, String suffix) {
    if (!(tags instanceof Tags.Known(Map<String, String> values))) {
      return tags;
    }
    Map<String, String> renamed = new HashMap<>(values);
    renamed.computeIfPresent(Ownership.RESERVED_TAG, (key, stack) -> stack + suffix);
    return Tags.of(renamed);
  }

  private static Detail detail(Detail detail, String suffix) {
    return switch (detail) {
      case Detail.Agent(AgentNetwork.Vpc(Set<String> subnets, Set<String> groups)) ->
          new Detail.Agent(new AgentNetwork.Vpc(all(subnets, suffix), all(groups, suffix)));
      case Detail.NetworkInterface face ->
          new Detail.NetworkInterface(
              face.interfaceType(),
              face.description(),
              face.requesterId(),
              face.requesterManaged(),
              face.attachment(),
              face.subnet() + suffix,
              all(face.groups(), suffix));
      case Detail.Stack stack ->
          new Detail.Stack(
              stack.resources().stream().map(row -> row(row, suffix)).toList(),
              stack.resourcesListed(),
              stack.terminationProtection(),
              stack.parentId(),
              stack.rootId());
      case Detail.Agent _, Detail.Plain _, Detail.Session _, Detail.SecurityGroup _ -> detail;
      case Detail.NetworkPart _, Detail.VpcEndpoint _ -> detail;
    };
  }

  private static StackResource row(StackResource row, String suffix) {
    Optional<String> physical = row.physicalId().map(id -> id + suffix);
    return new StackResource(row.logicalId(), physical, row.type(), row.status(), row.reason());
  }

  private static Set<String> all(Set<String> ids, String suffix) {
    return Set.copyOf(List.copyOf(ids).stream().map(id -> id + suffix).toList());
  }
}
