package dev.berth.stacks.plan;

import static dev.berth.stacks.inventory.ItemType.ECR_IMAGE;
import static dev.berth.stacks.inventory.ItemType.EGRESS_ONLY_GATEWAY;
import static dev.berth.stacks.inventory.ItemType.INTERNET_GATEWAY;
import static dev.berth.stacks.inventory.ItemType.NAT_GATEWAY;
import static dev.berth.stacks.inventory.ItemType.NETWORK_ACL;
import static dev.berth.stacks.inventory.ItemType.NETWORK_INTERFACE;
import static dev.berth.stacks.inventory.ItemType.ROUTE_TABLE;
import static dev.berth.stacks.inventory.ItemType.RUNTIME_ENDPOINT;
import static dev.berth.stacks.inventory.ItemType.SECURITY_GROUP;
import static dev.berth.stacks.inventory.ItemType.STACK;
import static dev.berth.stacks.inventory.ItemType.SUBNET;
import static dev.berth.stacks.inventory.ItemType.VPC_ENDPOINT;

import dev.berth.stacks.inventory.Area;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemType;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What must have been read completely before a thing may go: its own type, and every type that
 * could hold something that uses it.
 */
final class Needs {
  private static final Set<ItemType> IN_A_VPC =
      EnumSet.of(
          SUBNET,
          SECURITY_GROUP,
          ROUTE_TABLE,
          NETWORK_ACL,
          INTERNET_GATEWAY,
          EGRESS_ONLY_GATEWAY,
          VPC_ENDPOINT,
          NAT_GATEWAY,
          NETWORK_INTERFACE);

  private Needs() {}

  /** Types whose items may use an item of this type. */
  static Set<ItemType> possibleUsersOf(ItemType type) {
    return switch (type) {
      case VPC, STACK -> IN_A_VPC;
      case SUBNET -> Set.of(NETWORK_INTERFACE, NAT_GATEWAY, VPC_ENDPOINT);
      case SECURITY_GROUP -> Set.of(NETWORK_INTERFACE, SECURITY_GROUP, VPC_ENDPOINT);
      case ROUTE_TABLE, NETWORK_ACL -> Set.of(SUBNET);
      case ELASTIC_IP -> Set.of(NAT_GATEWAY, NETWORK_INTERFACE);
      case RUNTIME -> Set.of(RUNTIME_ENDPOINT);
      case ECR_REPOSITORY -> Set.of(ECR_IMAGE);
      case RUNTIME_SESSION, BROWSER_SESSION, INTERPRETER_SESSION, RUNTIME_ENDPOINT -> Set.of();
      case BROWSER, CODE_INTERPRETER, NAT_GATEWAY, VPC_ENDPOINT, WORKLOAD_IDENTITY -> Set.of();
      case NETWORK_INTERFACE, INTERNET_GATEWAY, EGRESS_ONLY_GATEWAY, LOG_GROUP -> Set.of();
      case ECR_IMAGE, BUCKET, SECRET, OTHER -> Set.of();
    };
  }

  /** Whether agents that could not be read might use an item of this type. */
  private static boolean agentsMayUse(ItemType type) {
    return type == ItemType.VPC
        || type == STACK
        || type == SUBNET
        || type == SECURITY_GROUP
        || type == NETWORK_INTERFACE;
  }

  /** What is missing before this item may be deleted; none if nothing is. */
  static Optional<Decision> missing(Item item, Facts facts) {
    ItemType type = item.type();
    if (type == ItemType.OTHER) {
      return Optional.of(
          new Decision.Unknown(item, UnknownReason.TYPE_UNKNOWN, "a type that is not known here"));
    }
    Set<ItemType> needed = EnumSet.of(type);
    needed.addAll(possibleUsersOf(type));
    if (type.area() == Area.SESSIONS) {
      needed.clear();
    }
    for (ItemType each : needed) {
      if (!facts.inventory.complete(each)) {
        return Optional.of(
            new Decision.Unknown(
                item,
                UnknownReason.LISTING_INCOMPLETE,
                each.wire() + ": " + facts.inventory.completenessOf(each).reason()));
      }
    }
    if (agentsMayUse(type) && !facts.interfaces.owners().known()) {
      return Optional.of(
          new Decision.Unknown(
              item,
              UnknownReason.OWNERS_UNREAD,
              "not every runtime, browser and interpreter was read"));
    }
    if (type.nameCanBeUsedAgain() && item.createdAt().isEmpty()) {
      return Optional.of(
          new Decision.Unknown(
              item, UnknownReason.DATE_MISSING, "its name can be used again, and it has no date"));
    }
    return Optional.empty();
  }
}
