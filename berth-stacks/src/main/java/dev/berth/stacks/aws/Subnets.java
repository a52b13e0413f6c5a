package dev.berth.stacks.aws;

import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.CloudFailure;
import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.ItemId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.NetworkAcl;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.Subnet;

/**
 * Subnets. Which route table and network ACL a subnet uses, only those say; so they are read with
 * it, and a subnet of which that may be missing counts as not listed completely.
 */
final class Subnets implements OneType {
  private static final Set<String> GONE = Set.of("InvalidSubnetID.NotFound");
  private static final String BY_SUBNET = "association.subnet-id";

  private final Ec2Client ec2;
  private final Calls calls;
  private final Pages pages;

  Subnets(Ec2Client ec2, Calls calls) {
    this.ec2 = ec2;
    this.calls = calls;
    this.pages = new Pages(calls);
  }

  /** What subnets use, by subnet id. */
  private record Parts(Map<String, Set<ItemId>> bySubnet, Optional<CloudFailure> failure) {
    Set<ItemId> of(Subnet subnet) {
      return bySubnet.getOrDefault(Ec2Items.text(subnet.subnetId()), Set.of());
    }
  }

  private Parts parts(Optional<String> subnet) {
    Map<String, Set<ItemId>> bySubnet = new HashMap<>();
    Pages.Gathered<RouteTable> tables =
        pages.all(
            AwsOperation.DESCRIBE_ROUTE_TABLES,
            token -> page(ec2.describeRouteTables(tables(subnet, token))));
    for (RouteTable table : tables.elements()) {
      ItemId id = Ec2Items.of(table).id();
      table.associations().forEach(one -> add(bySubnet, one.subnetId(), id));
    }
    Pages.Gathered<NetworkAcl> acls =
        pages.all(
            AwsOperation.DESCRIBE_ACLS,
            token -> page(ec2.describeNetworkAcls(acls(subnet, token))));
    for (NetworkAcl acl : acls.elements()) {
      ItemId id = Ec2Items.of(acl).id();
      acl.associations().forEach(one -> add(bySubnet, one.subnetId(), id));
    }
    return new Parts(bySubnet, tables.failure().or(acls::failure));
  }

  private static void add(Map<String, Set<ItemId>> bySubnet, @Nullable String subnet, ItemId id) {
    if (subnet != null) {
      bySubnet.computeIfAbsent(subnet, one -> new HashSet<>()).add(id);
    }
  }

  private static DescribeRouteTablesRequest tables(
      Optional<String> subnet, @Nullable String token) {
    DescribeRouteTablesRequest.Builder request =
        DescribeRouteTablesRequest.builder().maxResults(100).nextToken(token);
    subnet.ifPresent(id -> request.filters(Filter.builder().name(BY_SUBNET).values(id).build()));
    return request.build();
  }

  private static DescribeNetworkAclsRequest acls(Optional<String> subnet, @Nullable String token) {
    DescribeNetworkAclsRequest.Builder request =
        DescribeNetworkAclsRequest.builder().maxResults(1000).nextToken(token);
    subnet.ifPresent(id -> request.filters(Filter.builder().name(BY_SUBNET).values(id).build()));
    return request.build();
  }

  private static Page<RouteTable> page(DescribeRouteTablesResponse answer) {
    answer.routeTables().forEach(Ec2Items::of);
    return Page.of(answer.hasRouteTables(), answer.routeTables(), answer.nextToken());
  }

  private static Page<NetworkAcl> page(DescribeNetworkAclsResponse answer) {
    answer.networkAcls().forEach(Ec2Items::of);
    return Page.of(answer.hasNetworkAcls(), answer.networkAcls(), answer.nextToken());
  }

  private static Page<Subnet> page(DescribeSubnetsResponse answer) {
    answer.subnets().forEach(subnet -> Ec2Items.of(subnet, Set.of()));
    return Page.of(answer.hasSubnets(), answer.subnets(), answer.nextToken());
  }

  @Override
  public Listing list() {
    Parts parts = parts(Optional.empty());
    Pages.Gathered<Subnet> subnets =
        pages.all(
            AwsOperation.DESCRIBE_SUBNETS,
            token -> page(ec2.describeSubnets(r -> r.maxResults(1000).nextToken(token))));
    return new Pages.Gathered<>(subnets.elements(), subnets.failure().or(parts::failure))
        .listing(subnet -> Ec2Items.of(subnet, parts.of(subnet)));
  }

  @Override
  public Look look(ItemId id) {
    Result<List<Subnet>> result =
        calls.make(
            AwsOperation.DESCRIBE_SUBNETS,
            () -> page(ec2.describeSubnets(r -> r.subnetIds(id.id()))).elements());
    return switch (result) {
      case Result.Bad<List<Subnet>> bad -> Outcome.notSeen(bad, GONE);
      case Result.Good<List<Subnet>>(List<Subnet> subnets) -> {
        Parts parts = parts(Optional.of(id.id()));
        yield parts
            .failure()
            .<Look>map(Look.Unknown::new)
            .orElseGet(
                () ->
                    Outcome.only(
                        AwsOperation.DESCRIBE_SUBNETS,
                        id,
                        subnets.stream()
                            .map(subnet -> Ec2Items.of(subnet, parts.of(subnet)))
                            .toList()));
      }
    };
  }

  @Override
  public Answer delete(ItemId id) {
    return Outcome.answer(
        calls.make(AwsOperation.DELETE_SUBNET, () -> ec2.deleteSubnet(r -> r.subnetId(id.id()))),
        GONE);
  }
}
