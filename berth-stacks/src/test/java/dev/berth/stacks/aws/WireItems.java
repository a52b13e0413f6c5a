package dev.berth.stacks.aws;

import dev.berth.stacks.inventory.Attachment;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.GroupRule;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemType;
import java.util.List;

/** Items of EC2's as its XML. */
final class WireItems {
  private WireItems() {}

  static String set(ItemType type) {
    return switch (type) {
      case VPC -> "vpcSet";
      case SUBNET -> "subnetSet";
      case ROUTE_TABLE -> "routeTableSet";
      case NETWORK_ACL -> "networkAclSet";
      case SECURITY_GROUP -> "securityGroupInfo";
      case NAT_GATEWAY -> "natGatewaySet";
      case NETWORK_INTERFACE -> "networkInterfaceSet";
      default -> throw new IllegalArgumentException("not rendered: " + type);
    };
  }

  static String of(Item item, List<Item> subnets) {
    String id = item.id().id();
    String inside =
        switch (item.type()) {
          case VPC -> element("vpcId", id) + element("isDefault", isDefault(item));
          case SUBNET ->
              element("subnetId", id) + vpc(item) + element("defaultForAz", isDefault(item));
          case ROUTE_TABLE ->
              element("routeTableId", id)
                  + vpc(item)
                  + element("associationSet", associations(item, subnets));
          case NETWORK_ACL ->
              element("networkAclId", id)
                  + vpc(item)
                  + element("default", isDefault(item))
                  + element("associationSet", associations(item, subnets));
          case SECURITY_GROUP ->
              element("groupId", id)
                  + vpc(item)
                  + element("groupName", isDefault(item).equals("true") ? "default" : id);
          case NAT_GATEWAY ->
              element("natGatewayId", id)
                  + element("state", item.status())
                  + element("subnetId", used(item, ItemType.SUBNET))
                  + element(
                      "natGatewayAddressSet",
                      element("item", element("allocationId", used(item, ItemType.ELASTIC_IP))));
          case NETWORK_INTERFACE -> face(item);
          default -> throw new IllegalArgumentException("not rendered: " + item.type());
        };
    return element("item", inside + tags(item));
  }

  private static String face(Item item) {
    Detail.NetworkInterface face = (Detail.NetworkInterface) item.detail();
    StringBuilder groups = new StringBuilder();
    face.groups().forEach(id -> groups.append(element("item", element("groupId", id))));
    return element("networkInterfaceId", item.id().id())
        + element("subnetId", face.subnet())
        + element("status", item.status())
        + element("interfaceType", face.interfaceType())
        + element("description", face.description())
        + element("requesterManaged", String.valueOf(face.requesterManaged() == Flag.YES))
        + element("groupSet", groups.toString())
        + face.attachment().map(WireItems::attachment).orElse("");
  }

  private static String attachment(Attachment attachment) {
    return element(
        "attachment",
        element("attachmentId", attachment.id())
            + element("instanceOwnerId", attachment.ownerId())
            + element("status", attachment.status())
            + attachment.attachedAt().map(at -> element("attachTime", at.toString())).orElse(""));
  }

  static String of(Item group, GroupRule rule) {
    return element(
        "item",
        element("securityGroupRuleId", rule.ruleId())
            + element("groupId", group.id().id())
            + element("isEgress", String.valueOf(rule.direction() == GroupRule.Direction.EGRESS))
            + rule.referencedGroup()
                .map(other -> element("referencedGroupInfo", element("groupId", other)))
                .orElse(""));
  }

  private static String associations(Item part, List<Item> subnets) {
    StringBuilder rows = new StringBuilder();
    if (isDefault(part).equals("true")) {
      rows.append(element("item", element("main", "true")));
    }
    subnets.stream()
        .filter(subnet -> subnet.uses().contains(part.id()))
        .forEach(
            subnet ->
                rows.append(
                    element(
                        "item", element("main", "false") + element("subnetId", subnet.id().id()))));
    return rows.toString();
  }

  private static String isDefault(Item item) {
    Flag flag =
        switch (item.detail()) {
          case Detail.NetworkPart(Flag part) -> part;
          case Detail.SecurityGroup(Flag group, _) -> group;
          default -> Flag.NO;
        };
    return String.valueOf(flag == Flag.YES);
  }

  private static String vpc(Item item) {
    return element("vpcId", used(item, ItemType.VPC));
  }

  private static String used(Item item, ItemType type) {
    return item.uses().stream()
        .filter(id -> id.type() == type)
        .map(id -> id.id())
        .findFirst()
        .orElse("");
  }

  private static String tags(Item item) {
    StringBuilder tags = new StringBuilder();
    WireBridge.tags(item)
        .forEach(
            (key, value) ->
                tags.append(element("item", element("key", key) + element("value", value))));
    return element("tagSet", tags.toString());
  }

  static String element(String name, String inside) {
    return "<" + name + ">" + inside + "</" + name + ">";
  }
}
