package dev.berth.stacks.aws;

import dev.berth.stacks.inventory.Attachment;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.GroupRule;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Tags;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.EgressOnlyInternetGateway;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.InternetGateway;
import software.amazon.awssdk.services.ec2.model.InternetGatewayAttachment;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.NatGatewayAddress;
import software.amazon.awssdk.services.ec2.model.NetworkAcl;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAssociation;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAttachment;
import software.amazon.awssdk.services.ec2.model.ReferencedSecurityGroup;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroupIdentifier;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/** Turns what EC2 answers into items. Enums are read as text: the SDK does not know every value. */
final class Ec2Items {
  private Ec2Items() {}

  static Item of(NetworkInterface face) {
    Set<String> groups =
        face.groups().stream().map(GroupIdentifier::groupId).collect(Collectors.toSet());
    Optional<String> address =
        Optional.ofNullable(face.association()).map(NetworkInterfaceAssociation::allocationId);
    Set<ItemId> uses = ids(ItemType.SECURITY_GROUP, groups);
    add(uses, ItemType.SUBNET, face.subnetId());
    address.ifPresent(id -> add(uses, ItemType.ELASTIC_IP, id));
    return item(ItemType.NETWORK_INTERFACE, face.networkInterfaceId(), face.tagSet())
        .withStatus(text(face.statusAsString()))
        .withUses(uses)
        .withDetail(
            new Detail.NetworkInterface(
                text(face.interfaceTypeAsString()),
                text(face.description()),
                text(face.requesterId()),
                flag(face.requesterManaged()),
                Optional.ofNullable(face.attachment()).map(Ec2Items::attachment),
                text(face.subnetId()),
                groups));
  }

  private static Attachment attachment(NetworkInterfaceAttachment attachment) {
    return new Attachment(
        text(attachment.attachmentId()),
        text(attachment.instanceOwnerId()),
        Optional.ofNullable(attachment.attachTime()),
        text(attachment.statusAsString()));
  }

  static Item of(NatGateway gateway) {
    Set<ItemId> uses =
        ids(
            ItemType.ELASTIC_IP,
            gateway.natGatewayAddresses().stream().map(NatGatewayAddress::allocationId).toList());
    add(uses, ItemType.SUBNET, gateway.subnetId());
    return dated(
        item(ItemType.NAT_GATEWAY, gateway.natGatewayId(), gateway.tags())
            .withStatus(text(gateway.stateAsString()))
            .withUses(uses),
        gateway.createTime());
  }

  /** None for an address outside any VPC, which has no id of its own. */
  static Optional<Item> of(Address address) {
    return Optional.ofNullable(address.allocationId())
        .map(
            id ->
                item(ItemType.ELASTIC_IP, id, address.tags())
                    .withName(text(address.publicIp()))
                    .withStatus(address.associationId() == null ? "" : "associated"));
  }

  static Item of(VpcEndpoint endpoint) {
    Set<ItemId> uses = ids(ItemType.SUBNET, endpoint.subnetIds());
    uses.addAll(ids(ItemType.ROUTE_TABLE, endpoint.routeTableIds()));
    uses.addAll(
        ids(
            ItemType.SECURITY_GROUP,
            endpoint.groups().stream().map(SecurityGroupIdentifier::groupId).toList()));
    add(uses, ItemType.VPC, endpoint.vpcId());
    return dated(
        item(ItemType.VPC_ENDPOINT, endpoint.vpcEndpointId(), endpoint.tags())
            .withStatus(text(endpoint.stateAsString()))
            .withUses(uses)
            .withDetail(new Detail.VpcEndpoint(text(endpoint.vpcEndpointTypeAsString()))),
        endpoint.creationTimestamp());
  }

  /** A group with all of its rules. */
  static Item of(SecurityGroup group, List<SecurityGroupRule> rules) {
    String id = required(group.groupId(), "groupId");
    List<GroupRule> read = rules.stream().map(Ec2Items::of).toList();
    Set<ItemId> uses =
        ids(
            ItemType.SECURITY_GROUP,
            read.stream()
                .flatMap(rule -> rule.referencedGroup().stream())
                .filter(other -> !other.equals(id))
                .toList());
    add(uses, ItemType.VPC, group.vpcId());
    Flag isDefault =
        group.groupName() == null ? Flag.UNKNOWN : Flag.of(group.groupName().equals("default"));
    return item(ItemType.SECURITY_GROUP, id, group.tags())
        .withName(text(group.groupName()))
        .withUses(uses)
        .withDetail(new Detail.SecurityGroup(isDefault, read));
  }

  static GroupRule of(SecurityGroupRule rule) {
    if (rule.isEgress() == null) {
      throw new MalformedAnswer("a rule without a direction");
    }
    return new GroupRule(
        required(rule.securityGroupRuleId(), "securityGroupRuleId"),
        rule.isEgress() ? GroupRule.Direction.EGRESS : GroupRule.Direction.INGRESS,
        Optional.ofNullable(rule.referencedGroupInfo()).map(ReferencedSecurityGroup::groupId));
  }

  /**
   * A subnet.
   *
   * @param parts its route table and network ACL, as those tell it
   */
  static Item of(Subnet subnet, Set<ItemId> parts) {
    Set<ItemId> uses = new HashSet<>(parts);
    add(uses, ItemType.VPC, subnet.vpcId());
    return part(
        ItemType.SUBNET, subnet.subnetId(), subnet.tags(), uses, flag(subnet.defaultForAz()));
  }

  static Item of(RouteTable table) {
    Set<ItemId> uses = ids(ItemType.VPC, List.of(text(table.vpcId())));
    boolean main =
        table.associations().stream()
            .map(RouteTableAssociation::main)
            .anyMatch(Boolean.TRUE::equals);
    return part(ItemType.ROUTE_TABLE, table.routeTableId(), table.tags(), uses, Flag.of(main));
  }

  static Item of(NetworkAcl acl) {
    Set<ItemId> uses = ids(ItemType.VPC, List.of(text(acl.vpcId())));
    return part(ItemType.NETWORK_ACL, acl.networkAclId(), acl.tags(), uses, flag(acl.isDefault()));
  }

  static Item of(InternetGateway gateway) {
    return item(ItemType.INTERNET_GATEWAY, gateway.internetGatewayId(), gateway.tags())
        .withUses(vpcs(gateway.attachments()));
  }

  static Item of(EgressOnlyInternetGateway gateway) {
    return item(ItemType.EGRESS_ONLY_GATEWAY, gateway.egressOnlyInternetGatewayId(), gateway.tags())
        .withUses(vpcs(gateway.attachments()));
  }

  private static Set<ItemId> vpcs(List<InternetGatewayAttachment> attachments) {
    return ids(ItemType.VPC, attachments.stream().map(InternetGatewayAttachment::vpcId).toList());
  }

  static Item of(Vpc vpc) {
    return part(ItemType.VPC, vpc.vpcId(), vpc.tags(), Set.of(), flag(vpc.isDefault()))
        .withStatus(text(vpc.stateAsString()));
  }

  private static Item part(
      ItemType type, @Nullable String id, List<Tag> tags, Set<ItemId> uses, Flag isDefault) {
    return item(type, id, tags).withUses(uses).withDetail(new Detail.NetworkPart(isDefault));
  }

  private static Item item(ItemType type, @Nullable String id, List<Tag> tags) {
    Map<String, String> values = new HashMap<>();
    for (Tag tag : tags) {
      values.put(required(tag.key(), "a tag's key"), text(tag.value()));
    }
    return Item.of(type, required(id, "the id of a " + type.wire()))
        .withName(values.getOrDefault("Name", ""))
        .withTags(Tags.of(values));
  }

  static Item dated(Item item, @Nullable Instant createdAt) {
    return createdAt == null ? item : item.withCreatedAt(createdAt);
  }

  static Set<ItemId> ids(ItemType type, Collection<String> ids) {
    Set<ItemId> found = new HashSet<>();
    ids.forEach(id -> add(found, type, id));
    return found;
  }

  private static void add(Set<ItemId> uses, ItemType type, @Nullable String id) {
    if (id != null && !id.isBlank()) {
      uses.add(new ItemId(type, id));
    }
  }

  static Flag flag(@Nullable Boolean value) {
    return value == null ? Flag.UNKNOWN : Flag.of(value);
  }

  static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  static String required(@Nullable String value, String what) {
    if (value == null || value.isBlank()) {
      throw new MalformedAnswer("an answer without " + what);
    }
    return value;
  }
}
