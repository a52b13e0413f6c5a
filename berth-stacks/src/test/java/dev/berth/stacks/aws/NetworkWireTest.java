package dev.berth.stacks.aws;

import static dev.berth.stacks.aws.WireTexts.agentInterface;
import static dev.berth.stacks.aws.WireTexts.ec2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.FailureKind;
import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.Attachment;
import dev.berth.stacks.inventory.Completeness;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NetworkWireTest {
  private static final ItemId FACE = id(ItemType.NETWORK_INTERFACE, "eni-1");

  private final AwsRig rig = new AwsRig();

  @AfterEach
  void close() {
    rig.close();
  }

  private static ItemId id(ItemType type, String id) {
    return new ItemId(type, id);
  }

  private static String faces(String token, String... items) {
    return ec2(
        "DescribeNetworkInterfaces",
        "<networkInterfaceSet>" + String.join("", items) + "</networkInterfaceSet>" + token);
  }

  private static String next(String token) {
    return "<nextToken>" + token + "</nextToken>";
  }

  @Test
  void anInterfaceOfATypeThatTheSdkDoesNotKnowKeepsItsTypeAsText() {
    Item face = rig.cloud().network().list(ItemType.NETWORK_INTERFACE).items().getFirst();

    assertThat(face.detail())
        .isEqualTo(
            new Detail.NetworkInterface(
                "agentic_ai",
                "",
                "",
                Flag.NO,
                Optional.of(
                    new Attachment(
                        "ela-attach-1",
                        "amazon-aws",
                        Optional.of(Instant.parse("2026-11-20T10:00:00Z")),
                        "attached")),
                "subnet-1",
                Set.of("sg-1")));
    assertThat(face.status()).isEqualTo("in-use");
    assertThat(face.tags().value("AmazonBedrockAgentCoreManaged")).contains("true");
    assertThat(face.uses())
        .containsExactlyInAnyOrder(
            id(ItemType.SUBNET, "subnet-1"), id(ItemType.SECURITY_GROUP, "sg-1"));
    assertThat(rig.stub.textsOf(AwsOperation.DESCRIBE_INTERFACES).getFirst())
        .doesNotContain("Filter");
  }

  @Test
  void everyPageIsRead() {
    rig.stub.on(
        AwsOperation.DESCRIBE_INTERFACES,
        Reply.ok(faces(next("a"), agentInterface("eni-1"))),
        Reply.ok(faces(next("b"))),
        Reply.ok(faces("", agentInterface("eni-2"), agentInterface("eni-3"))));

    Listing listing = rig.cloud().network().list(ItemType.NETWORK_INTERFACE);

    assertThat(listing.completeness()).isEqualTo(new Completeness.Complete());
    assertThat(listing.items())
        .extracting(item -> item.id().id())
        .containsExactly("eni-1", "eni-2", "eni-3");
    assertThat(rig.stub.textsOf(AwsOperation.DESCRIBE_INTERFACES))
        .satisfiesExactly(
            first -> assertThat(first).doesNotContain("NextToken"),
            second -> assertThat(second).contains("NextToken=a"),
            third -> assertThat(third).contains("NextToken=b"));
  }

  @Test
  void aSecondPageThatFailsMakesTheListingPartialAndKeepsTheFirst() {
    rig.stub.on(
        AwsOperation.DESCRIBE_INTERFACES,
        Reply.ok(faces(next("a"), agentInterface("eni-1"))),
        Reply.error(AwsOperation.DESCRIBE_INTERFACES, 403, "UnauthorizedOperation", "no"));

    Listing listing = rig.cloud().network().list(ItemType.NETWORK_INTERFACE);

    assertThat(listing.completeness()).isInstanceOf(Completeness.Partial.class);
    assertThat(listing.items()).hasSize(1);
    assertThat(listing.failure()).map(why -> why.kind()).contains(FailureKind.DENIED);
  }

  @Test
  void aTokenThatComesAgainEndsTheListingAsIncomplete() {
    rig.stub.on(
        AwsOperation.DESCRIBE_INTERFACES, Reply.ok(faces(next("a"), agentInterface("eni-1"))));

    Listing listing = rig.cloud().network().list(ItemType.NETWORK_INTERFACE);

    assertThat(listing.failure()).map(why -> why.kind()).contains(FailureKind.MALFORMED);
    assertThat(rig.stub.seen()).hasSize(2);
  }

  @Test
  void anEmptyListIsCompleteAndAnEmptyAnswerIsNot() {
    rig.stub.on(AwsOperation.DESCRIBE_INTERFACES, Reply.ok(faces("")));
    assertThat(rig.cloud().network().list(ItemType.NETWORK_INTERFACE))
        .isEqualTo(Listing.complete(List.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html><body>maintenance</body></html>",
        "{}",
        "<DescribeNetworkInterfacesResponse/>",
        "<DescribeNetworkInterfacesResponse><networkInterfaceSet><item>",
        "<DescribeNetworkInterfacesResponse><networkInterfaceSet><item><status>in-use</status></item></networkInterfaceSet></DescribeNetworkInterfacesResponse>",
        "<DescribeNetworkInterfacesResponse><networkInterfaceSet><item><networkInterfaceId>eni-1</networkInterfaceId><attachment><attachTime>soon</attachTime></attachment></item></networkInterfaceSet></DescribeNetworkInterfacesResponse>"
      })
  void anAnswerThatSaysNothingIsNeverAnEmptyList(String body) {
    rig.stub.on(AwsOperation.DESCRIBE_INTERFACES, Reply.ok(body));

    Listing listing = rig.cloud().network().list(ItemType.NETWORK_INTERFACE);
    assertThat(listing.completeness()).isInstanceOf(Completeness.Failed.class);
    assertThat(rig.cloud().network().look(FACE)).isInstanceOf(Look.Unknown.class);
  }

  @Test
  void aStatusThatNobodyKnowsIsKeptAsText() {
    rig.stub.on(
        AwsOperation.DESCRIBE_INTERFACES,
        Reply.ok(faces("", agentInterface("eni-1").replace("in-use", "hibernating"))));
    assertThat(rig.cloud().network().look(FACE))
        .isInstanceOfSatisfying(
            Look.Present.class, look -> assertThat(look.item().status()).isEqualTo("hibernating"));
  }

  @Test
  void aGroupsRulesComeWithTheirIdsAndNameTheGroupsThatItUses() {
    Item group = rig.cloud().network().list(ItemType.SECURITY_GROUP).items().getFirst();
    assertThat(group.uses())
        .containsExactlyInAnyOrder(id(ItemType.VPC, "vpc-1"), id(ItemType.SECURITY_GROUP, "sg-2"));
    assertThat(group.detail())
        .isInstanceOfSatisfying(
            Detail.SecurityGroup.class,
            detail -> {
              assertThat(detail.isDefault()).isEqualTo(Flag.NO);
              assertThat(detail.rules())
                  .extracting(rule -> rule.ruleId())
                  .containsExactly("sgr-1", "sgr-2");
            });
  }

  @Test
  void groupsWhoseRulesCouldNotBeReadAreNotListedCompletely() {
    rig.stub.error(AwsOperation.DESCRIBE_GROUP_RULES, 403, "UnauthorizedOperation");
    Listing listing = rig.cloud().network().list(ItemType.SECURITY_GROUP);
    assertThat(listing.items()).hasSize(1);
    assertThat(listing.completeness().complete()).isFalse();
    assertThat(rig.cloud().network().look(id(ItemType.SECURITY_GROUP, "sg-1")))
        .isInstanceOf(Look.Unknown.class);
  }

  @Test
  void aSubnetUsesItsRouteTableAndItsAclAndIsIncompleteWithoutThem() {
    assertThat(rig.cloud().network().list(ItemType.SUBNET).items().getFirst().uses())
        .containsExactlyInAnyOrder(
            id(ItemType.VPC, "vpc-1"),
            id(ItemType.ROUTE_TABLE, "rtb-1"),
            id(ItemType.NETWORK_ACL, "acl-1"));
    rig.stub.error(AwsOperation.DESCRIBE_ACLS, 403, "UnauthorizedOperation");
    assertThat(rig.cloud().network().list(ItemType.SUBNET).completeness().complete()).isFalse();
    assertThat(rig.cloud().network().look(id(ItemType.SUBNET, "subnet-1")))
        .isInstanceOf(Look.Unknown.class);
  }

  @Test
  void aNatGatewayThatIsDeletedIsAbsentAndOneThatIsBeingDeletedIsPresent() {
    ItemId gateway = id(ItemType.NAT_GATEWAY, "nat-1");
    String text = WireTexts.of(AwsOperation.DESCRIBE_NAT_GATEWAYS);
    rig.stub.on(AwsOperation.DESCRIBE_NAT_GATEWAYS, Reply.ok(text.replace("available", "deleted")));
    assertThat(rig.cloud().network().list(ItemType.NAT_GATEWAY))
        .isEqualTo(Listing.complete(List.of()));
    assertThat(rig.cloud().network().look(gateway)).isInstanceOf(Look.Absent.class);
    rig.stub.on(
        AwsOperation.DESCRIBE_NAT_GATEWAYS, Reply.ok(text.replace("available", "deleting")));
    assertThat(rig.cloud().network().look(gateway)).isInstanceOf(Look.Present.class);
  }

  @ParameterizedTest
  @CsvSource({
    "NETWORK_INTERFACE, eni-1, DESCRIBE_INTERFACES, InvalidNetworkInterfaceID.NotFound",
    "NAT_GATEWAY, nat-1, DESCRIBE_NAT_GATEWAYS, NatGatewayNotFound",
    "ELASTIC_IP, eipalloc-1, DESCRIBE_ADDRESSES, InvalidAllocationID.NotFound",
    "VPC_ENDPOINT, vpce-1, DESCRIBE_VPC_ENDPOINTS, InvalidVpcEndpointId.NotFound",
    "SECURITY_GROUP, sg-1, DESCRIBE_GROUPS, InvalidGroup.NotFound",
    "SUBNET, subnet-1, DESCRIBE_SUBNETS, InvalidSubnetID.NotFound",
    "ROUTE_TABLE, rtb-1, DESCRIBE_ROUTE_TABLES, InvalidRouteTableID.NotFound",
    "NETWORK_ACL, acl-1, DESCRIBE_ACLS, InvalidNetworkAclID.NotFound",
    "INTERNET_GATEWAY, igw-1, DESCRIBE_INTERNET_GATEWAYS, InvalidInternetGatewayID.NotFound",
    "VPC, vpc-1, DESCRIBE_VPCS, InvalidVpcID.NotFound"
  })
  void onlyItsOwnNotFoundCodeSaysThatAThingIsGone(
      ItemType type, String text, AwsOperation describe, String code) {
    rig.stub.error(describe, 400, code);
    assertThat(rig.cloud().network().look(id(type, text))).isInstanceOf(Look.Absent.class);
    for (String other :
        List.of("InvalidParameterValue", "UnauthorizedOperation", "InvalidDhcpOptionID.NotFound")) {
      rig.stub.error(describe, 400, other);
      assertThat(rig.cloud().network().look(id(type, text))).isInstanceOf(Look.Unknown.class);
    }
    rig.stub.on(describe, Reply.ok(WireTexts.of(describe).replace(text, text + "0")));
    assertThat(rig.cloud().network().look(id(type, text))).isInstanceOf(Look.Unknown.class);
  }

  @Test
  void anEgressOnlyGatewayIsGoneOnceTheCompleteListDoesNotHaveIt() {
    ItemId gateway = id(ItemType.EGRESS_ONLY_GATEWAY, "eigw-9");
    assertThat(rig.cloud().network().look(gateway)).isInstanceOf(Look.Absent.class);
    rig.stub.error(AwsOperation.DESCRIBE_EGRESS_GATEWAYS, 403, "UnauthorizedOperation");
    assertThat(rig.cloud().network().look(gateway)).isInstanceOf(Look.Unknown.class);
  }

  @ParameterizedTest
  @CsvSource({
    "InvalidParameterValue, IN_USE",
    "InvalidNetworkInterface.InUse, IN_USE",
    "OperationNotPermitted, NOT_PERMITTED",
    "UnauthorizedOperation, DENIED",
    "DependencyViolation, DEPENDENCY_VIOLATION"
  })
  void anInterfaceThatStaysIsRefusedForItsReason(String code, FailureKind kind) {
    rig.stub.error(AwsOperation.DELETE_INTERFACE, 400, code);
    assertThat(rig.cloud().network().delete(FACE))
        .isInstanceOfSatisfying(
            Answer.Refused.class, refused -> assertThat(refused.failure().kind()).isEqualTo(kind));
    assertThat(rig.stub.seen()).hasSize(1);
  }

  @Test
  void whatIsGoneAlreadyIsNoFailure() {
    rig.stub.error(AwsOperation.DELETE_VPC, 400, "InvalidVpcID.NotFound");
    assertThat(rig.cloud().network().delete(id(ItemType.VPC, "vpc-1")))
        .isInstanceOf(Answer.Already.class);
  }

  @Test
  void anEndpointThatIsRefusedInsideAGoodAnswerIsRefused() {
    rig.stub.on(
        AwsOperation.DELETE_VPC_ENDPOINTS,
        Reply.ok(
            ec2(
                "DeleteVpcEndpoints",
                "<unsuccessful><item><resourceId>vpce-1</resourceId><error><code>OperationNotPermitted</code><message>no</message></error></item></unsuccessful>")),
        Reply.ok(
            ec2(
                "DeleteVpcEndpoints",
                "<unsuccessful><item><resourceId>vpce-1</resourceId><error><code>InvalidVpcEndpoint.NotFound</code><message>no</message></error></item></unsuccessful>")));
    ItemId endpoint = id(ItemType.VPC_ENDPOINT, "vpce-1");
    assertThat(rig.cloud().network().delete(endpoint))
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused -> assertThat(refused.failure().kind()).isEqualTo(FailureKind.NOT_PERMITTED));
    assertThat(rig.cloud().network().delete(endpoint)).isInstanceOf(Answer.Already.class);
  }

  @Test
  void anInternetGatewayIsDetachedFromItsVpcAndIfThatFailsNotDeleted() {
    ItemId gateway = id(ItemType.INTERNET_GATEWAY, "igw-1");
    rig.stub.error(AwsOperation.DETACH_INTERNET_GATEWAY, 400, "DependencyViolation");
    assertThat(rig.cloud().network().delete(gateway)).isInstanceOf(Answer.Refused.class);
    assertThat(rig.stub.textsOf(AwsOperation.DELETE_INTERNET_GATEWAY)).isEmpty();
    rig.stub.error(AwsOperation.DETACH_INTERNET_GATEWAY, 400, "Gateway.NotAttached");
    assertThat(rig.cloud().network().delete(gateway)).isEqualTo(new Answer.Accepted());
    assertThat(rig.stub.textsOf(AwsOperation.DETACH_INTERNET_GATEWAY).getFirst())
        .contains("InternetGatewayId=igw-1", "VpcId=vpc-1");
  }

  @Test
  void reservedTagsAndTheServicesOwnAreNeverWritten() {
    for (String key : List.of("aws:x", "AWS:x", " aws:x", "AmazonBedrockAgentCoreManaged", "")) {
      assertThat(rig.cloud().tagging().tag(FACE, Map.of(key, "v")))
          .isInstanceOfSatisfying(
              Answer.Refused.class,
              refused -> assertThat(refused.failure().kind()).isEqualTo(FailureKind.INVALID));
    }
    assertThat(rig.cloud().tagging().tag(FACE, Map.of("k", "v".repeat(257))))
        .isInstanceOf(Answer.Refused.class);
    assertThat(rig.stub.seen()).isEmpty();
  }
}
