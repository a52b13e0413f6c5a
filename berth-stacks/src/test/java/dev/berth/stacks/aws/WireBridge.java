package dev.berth.stacks.aws;

import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.Cloud;
import dev.berth.stacks.cloud.CloudFailure;
import dev.berth.stacks.cloud.FailureKind;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.GroupRule;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Tags;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Any cloud, spoken to as AWS is: what the ports' contract needs of it. */
final class WireBridge {
  private static final Map<AwsOperation, ItemType> DESCRIBED =
      Map.of(
          AwsOperation.DESCRIBE_VPCS, ItemType.VPC,
          AwsOperation.DESCRIBE_SUBNETS, ItemType.SUBNET,
          AwsOperation.DESCRIBE_ROUTE_TABLES, ItemType.ROUTE_TABLE,
          AwsOperation.DESCRIBE_ACLS, ItemType.NETWORK_ACL,
          AwsOperation.DESCRIBE_GROUPS, ItemType.SECURITY_GROUP,
          AwsOperation.DESCRIBE_NAT_GATEWAYS, ItemType.NAT_GATEWAY,
          AwsOperation.DESCRIBE_INTERFACES, ItemType.NETWORK_INTERFACE);
  private static final Map<AwsOperation, ItemType> DELETED =
      Map.of(
          AwsOperation.DELETE_VPC, ItemType.VPC,
          AwsOperation.DELETE_SUBNET, ItemType.SUBNET,
          AwsOperation.DELETE_GROUP, ItemType.SECURITY_GROUP,
          AwsOperation.DELETE_INTERFACE, ItemType.NETWORK_INTERFACE);
  private static final Map<ItemType, String> NOT_FOUND =
      Map.of(
          ItemType.VPC, "InvalidVpcID.NotFound",
          ItemType.SUBNET, "InvalidSubnetID.NotFound",
          ItemType.SECURITY_GROUP, "InvalidGroup.NotFound",
          ItemType.NAT_GATEWAY, "NatGatewayNotFound",
          ItemType.NETWORK_INTERFACE, "InvalidNetworkInterfaceID.NotFound");
  private static final Pattern ID =
      Pattern.compile("[\\n&](?:[A-Za-z]*Id(?:\\.1)?)=([a-z]+-[a-z0-9-]+)");

  private final Cloud cloud;

  WireBridge(Cloud cloud) {
    this.cloud = cloud;
  }

  Reply answer(AwsStub.Seen request) {
    AwsOperation operation = request.operation();
    ItemType described = DESCRIBED.get(operation);
    if (described != null) {
      return describe(request, described);
    }
    ItemType deleted = DELETED.get(operation);
    if (deleted != null) {
      return changed(operation, deleted, cloud.network().delete(id(request, deleted)));
    }
    return switch (operation) {
      case DESCRIBE_GROUP_RULES -> rules(request);
      case REVOKE_INGRESS, REVOKE_EGRESS -> revoke(request);
      case CREATE_TAGS -> tag(request);
      case DESCRIBE_REPOSITORIES -> Reply.ok("{\"repositories\":[]}");
      case GET_CALLER_IDENTITY -> Reply.ok(WireTexts.of(operation));
      default -> new WireAgents(cloud).answer(request);
    };
  }

  private static ItemId id(AwsStub.Seen request, ItemType type) {
    return find(request, type).orElseThrow(() -> new IllegalStateException(request.text()));
  }

  private static Optional<ItemId> find(AwsStub.Seen request, ItemType type) {
    Matcher matcher = ID.matcher(request.text());
    return matcher.find() ? Optional.of(new ItemId(type, matcher.group(1))) : Optional.empty();
  }

  private Reply describe(AwsStub.Seen request, ItemType type) {
    Set<Item> items = new HashSet<>();
    Optional<ItemId> one = find(request, type);
    if (one.isPresent()) {
      if (!(cloud.network().look(one.get()) instanceof Look.Present(Item item))) {
        return Reply.error(request.operation(), 400, NOT_FOUND.getOrDefault(type, ""), "no");
      }
      items.add(item);
    } else {
      items.addAll(cloud.network().list(type).items());
    }
    List<Item> subnets = cloud.network().list(ItemType.SUBNET).items();
    StringBuilder text = new StringBuilder();
    items.forEach(item -> text.append(WireItems.of(item, subnets)));
    String set = WireItems.set(type);
    return Reply.ok(
        WireTexts.ec2(request.operation().api(), "<" + set + ">" + text + "</" + set + ">"));
  }

  private Reply rules(AwsStub.Seen request) {
    StringBuilder text = new StringBuilder();
    for (Item group : cloud.network().list(ItemType.SECURITY_GROUP).items()) {
      boolean wanted =
          !request.text().contains("group-id")
              || request.text().contains("Value.1=" + group.id().id() + "&")
              || request.text().endsWith("Value.1=" + group.id().id());
      if (wanted
          && cloud.network().look(group.id()) instanceof Look.Present(Item now)
          && now.detail() instanceof Detail.SecurityGroup detail) {
        detail.rules().forEach(rule -> text.append(WireItems.of(now, rule)));
      }
    }
    return Reply.ok(
        WireTexts.ec2(
            "DescribeSecurityGroupRules",
            "<securityGroupRuleSet>" + text + "</securityGroupRuleSet>"));
  }

  private Reply revoke(AwsStub.Seen request) {
    Matcher matcher = Pattern.compile("SecurityGroupRuleId\\.1=([^&]+)").matcher(request.text());
    ItemId group =
        Pattern.compile("GroupId=([^&]+)")
            .matcher(request.text())
            .results()
            .map(found -> new ItemId(ItemType.SECURITY_GROUP, found.group(1)))
            .findFirst()
            .orElseThrow();
    if (matcher.find()
        && cloud.network().look(group) instanceof Look.Present(Item item)
        && item.detail() instanceof Detail.SecurityGroup detail) {
      for (GroupRule rule : detail.rules()) {
        if (rule.ruleId().equals(matcher.group(1))) {
          return changed(
              request.operation(), ItemType.SECURITY_GROUP, cloud.network().revoke(group, rule));
        }
      }
    }
    return Reply.error(request.operation(), 400, "InvalidSecurityGroupRuleId.NotFound", "no");
  }

  private Reply tag(AwsStub.Seen request) {
    Matcher matcher = Pattern.compile("ResourceId\\.1=(vpc-[^&]+)").matcher(request.text());
    Matcher tag =
        Pattern.compile("Tag\\.1\\.Key=([^&]+)&Tag\\.1\\.Value=([^&]+)").matcher(request.text());
    if (!matcher.find() || !tag.find()) {
      throw new IllegalStateException(request.text());
    }
    ItemId id = new ItemId(ItemType.VPC, matcher.group(1));
    return changed(
        request.operation(),
        ItemType.VPC,
        cloud.tagging().tag(id, Map.of(tag.group(1), tag.group(2))));
  }

  static Reply changed(AwsOperation operation, ItemType type, Answer answer) {
    return switch (answer) {
      case Answer.Accepted _ -> Reply.ok(WireTexts.of(operation));
      case Answer.Already _ ->
          Reply.error(
              operation, 404, NOT_FOUND.getOrDefault(type, "ResourceNotFoundException"), "no");
      case Answer.Refused(CloudFailure failure) ->
          Reply.error(operation, 400, code(failure.kind()), failure.message());
    };
  }

  private static String code(FailureKind kind) {
    return switch (kind) {
      case DEPENDENCY_VIOLATION -> "DependencyViolation";
      case IN_USE -> "InvalidParameterValue";
      case NOT_PERMITTED -> "OperationNotPermitted";
      case CONFLICT -> "ConflictException";
      case NOT_FOUND -> "ResourceNotFoundException";
      default -> "ValidationError";
    };
  }

  static Map<String, String> tags(Item item) {
    return item.tags() instanceof Tags.Known(Map<String, String> values) ? values : Map.of();
  }
}
