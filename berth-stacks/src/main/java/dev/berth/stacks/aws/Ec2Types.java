package dev.berth.stacks.aws;

import dev.berth.stacks.aws.Described.Deletion;
import dev.berth.stacks.aws.Described.Reading;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemType;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItem;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItemError;

/**
 * EC2's types. Interfaces are listed without the filter on their type, which is documented for
 * other types only: a filter value that is not known would read as "none".
 */
final class Ec2Types {
  private final Ec2Client ec2;
  private final Calls calls;

  Ec2Types(Ec2Client ec2, Calls calls) {
    this.ec2 = ec2;
    this.calls = calls;
  }

  Map<ItemType, OneType> all() {
    return Map.of(
        ItemType.NAT_GATEWAY, natGateways(),
        ItemType.ELASTIC_IP, addresses(),
        ItemType.VPC_ENDPOINT, endpoints(),
        ItemType.NETWORK_INTERFACE, interfaces(),
        ItemType.SECURITY_GROUP, new SecurityGroups(ec2, calls),
        ItemType.SUBNET, new Subnets(ec2, calls),
        ItemType.ROUTE_TABLE, routeTables(),
        ItemType.NETWORK_ACL, acls(),
        ItemType.VPC, vpcs());
  }

  private OneType natGateways() {
    return new Described(
        calls,
        new Reading(
            AwsOperation.DESCRIBE_NAT_GATEWAYS,
            token -> of(ec2.describeNatGateways(r -> r.maxResults(1000).nextToken(token))),
            id -> of(ec2.describeNatGateways(r -> r.natGatewayIds(id))).elements()),
        item -> item.status().equalsIgnoreCase("deleted"),
        new Deletion(
            AwsOperation.DELETE_NAT_GATEWAY, id -> ec2.deleteNatGateway(r -> r.natGatewayId(id))),
        Set.of("NatGatewayNotFound"));
  }

  private static Page<Item> of(DescribeNatGatewaysResponse answer) {
    return Page.of(
        answer.hasNatGateways(),
        answer.natGateways().stream().map(Ec2Items::of).toList(),
        answer.nextToken());
  }

  private OneType addresses() {
    return new Described(
        calls,
        new Reading(
            AwsOperation.DESCRIBE_ADDRESSES,
            _ -> of(ec2.describeAddresses()),
            id -> of(ec2.describeAddresses(r -> r.allocationIds(id))).elements()),
        new Deletion(
            AwsOperation.RELEASE_ADDRESS, id -> ec2.releaseAddress(r -> r.allocationId(id))),
        Set.of("InvalidAllocationID.NotFound"));
  }

  private static Page<Item> of(DescribeAddressesResponse answer) {
    return Page.of(
        answer.hasAddresses(),
        answer.addresses().stream().map(Ec2Items::of).flatMap(Optional::stream).toList(),
        null);
  }

  private OneType endpoints() {
    return new Described(
        calls,
        new Reading(
            AwsOperation.DESCRIBE_VPC_ENDPOINTS,
            token -> of(ec2.describeVpcEndpoints(r -> r.maxResults(1000).nextToken(token))),
            id -> of(ec2.describeVpcEndpoints(r -> r.vpcEndpointIds(id))).elements()),
        item -> item.status().equalsIgnoreCase("deleted"),
        new Deletion(AwsOperation.DELETE_VPC_ENDPOINTS, this::deleteEndpoint),
        Set.of("InvalidVpcEndpointId.NotFound", "InvalidVpcEndpoint.NotFound"));
  }

  /** Answers 200 also where it refuses. */
  private void deleteEndpoint(String id) {
    for (UnsuccessfulItem item : ec2.deleteVpcEndpoints(r -> r.vpcEndpointIds(id)).unsuccessful()) {
      Optional<UnsuccessfulItemError> error = Optional.ofNullable(item.error());
      throw new RefusedInside(
          error.map(UnsuccessfulItemError::code).orElse(""),
          error.map(UnsuccessfulItemError::message).orElse(""));
    }
  }

  private static Page<Item> of(DescribeVpcEndpointsResponse answer) {
    return Page.of(
        answer.hasVpcEndpoints(),
        answer.vpcEndpoints().stream().map(Ec2Items::of).toList(),
        answer.nextToken());
  }

  private OneType interfaces() {
    return new Described(
        calls,
        new Reading(
            AwsOperation.DESCRIBE_INTERFACES,
            token -> of(ec2.describeNetworkInterfaces(r -> r.maxResults(1000).nextToken(token))),
            id -> of(ec2.describeNetworkInterfaces(r -> r.networkInterfaceIds(id))).elements()),
        new Deletion(
            AwsOperation.DELETE_INTERFACE,
            id -> ec2.deleteNetworkInterface(r -> r.networkInterfaceId(id))),
        Set.of("InvalidNetworkInterfaceID.NotFound"));
  }

  private static Page<Item> of(DescribeNetworkInterfacesResponse answer) {
    return Page.of(
        answer.hasNetworkInterfaces(),
        answer.networkInterfaces().stream().map(Ec2Items::of).toList(),
        answer.nextToken());
  }

  private OneType routeTables() {
    return new Described(
        calls,
        new Reading(
            AwsOperation.DESCRIBE_ROUTE_TABLES,
            token -> of(ec2.describeRouteTables(r -> r.maxResults(100).nextToken(token))),
            id -> of(ec2.describeRouteTables(r -> r.routeTableIds(id))).elements()),
        new Deletion(
            AwsOperation.DELETE_ROUTE_TABLE, id -> ec2.deleteRouteTable(r -> r.routeTableId(id))),
        Set.of("InvalidRouteTableID.NotFound"));
  }

  private static Page<Item> of(DescribeRouteTablesResponse answer) {
    return Page.of(
        answer.hasRouteTables(),
        answer.routeTables().stream().map(Ec2Items::of).toList(),
        answer.nextToken());
  }

  private OneType acls() {
    return new Described(
        calls,
        new Reading(
            AwsOperation.DESCRIBE_ACLS,
            token -> of(ec2.describeNetworkAcls(r -> r.maxResults(1000).nextToken(token))),
            id -> of(ec2.describeNetworkAcls(r -> r.networkAclIds(id))).elements()),
        new Deletion(AwsOperation.DELETE_ACL, id -> ec2.deleteNetworkAcl(r -> r.networkAclId(id))),
        Set.of("InvalidNetworkAclID.NotFound"));
  }

  private static Page<Item> of(DescribeNetworkAclsResponse answer) {
    return Page.of(
        answer.hasNetworkAcls(),
        answer.networkAcls().stream().map(Ec2Items::of).toList(),
        answer.nextToken());
  }

  private OneType vpcs() {
    return new Described(
        calls,
        new Reading(
            AwsOperation.DESCRIBE_VPCS,
            token -> of(ec2.describeVpcs(r -> r.maxResults(1000).nextToken(token))),
            id -> of(ec2.describeVpcs(r -> r.vpcIds(id))).elements()),
        new Deletion(AwsOperation.DELETE_VPC, id -> ec2.deleteVpc(r -> r.vpcId(id))),
        Set.of("InvalidVpcID.NotFound"));
  }

  private static Page<Item> of(DescribeVpcsResponse answer) {
    return Page.of(
        answer.hasVpcs(), answer.vpcs().stream().map(Ec2Items::of).toList(), answer.nextToken());
  }
}
