package dev.berth.stacks.aws;

import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.CloudFailure;
import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeEgressOnlyInternetGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysResponse;

/** Internet gateways, which are detached before they are deleted, and egress-only ones. */
final class Gateways {
  private static final Set<String> GONE = Set.of("InvalidInternetGatewayID.NotFound");
  private static final Set<String> DETACHED =
      Set.of("Gateway.NotAttached", "InvalidInternetGatewayID.NotFound");

  private final Ec2Client ec2;
  private final Calls calls;

  Gateways(Ec2Client ec2, Calls calls) {
    this.ec2 = ec2;
    this.calls = calls;
  }

  Map<ItemType, OneType> all() {
    return Map.of(
        ItemType.INTERNET_GATEWAY, new Internet(), ItemType.EGRESS_ONLY_GATEWAY, new EgressOnly());
  }

  private static Page<Item> page(DescribeInternetGatewaysResponse answer) {
    return Page.of(
        answer.hasInternetGateways(),
        answer.internetGateways().stream().map(Ec2Items::of).toList(),
        answer.nextToken());
  }

  private static Page<Item> page(DescribeEgressOnlyInternetGatewaysResponse answer) {
    return Page.of(
        answer.hasEgressOnlyInternetGateways(),
        answer.egressOnlyInternetGateways().stream().map(Ec2Items::of).toList(),
        answer.nextToken());
  }

  private final class Internet implements OneType {
    private final Described described =
        new Described(
            calls,
            new Described.Reading(
                AwsOperation.DESCRIBE_INTERNET_GATEWAYS,
                token ->
                    page(ec2.describeInternetGateways(r -> r.maxResults(1000).nextToken(token))),
                id -> page(ec2.describeInternetGateways(r -> r.internetGatewayIds(id))).elements()),
            new Described.Deletion(
                AwsOperation.DELETE_INTERNET_GATEWAY,
                id -> ec2.deleteInternetGateway(r -> r.internetGatewayId(id))),
            GONE);

    @Override
    public Listing list() {
      return described.list();
    }

    @Override
    public Look look(ItemId id) {
      return described.look(id);
    }

    @Override
    public Answer delete(ItemId id) {
      return switch (look(id)) {
        case Look.Absent(String evidence) -> new Answer.Already(evidence);
        case Look.Unknown(CloudFailure failure) -> new Answer.Refused(failure);
        case Look.Present(Item gateway) -> {
          for (ItemId vpc : gateway.uses()) {
            Answer detached = detach(id, vpc);
            if (detached instanceof Answer.Refused) {
              yield detached;
            }
          }
          yield described.delete(id);
        }
      };
    }

    private Answer detach(ItemId gateway, ItemId vpc) {
      return Outcome.answer(
          calls.make(
              AwsOperation.DETACH_INTERNET_GATEWAY,
              () ->
                  ec2.detachInternetGateway(
                      r -> r.internetGatewayId(gateway.id()).vpcId(vpc.id()))),
          DETACHED);
    }
  }

  /**
   * Asked for one that is gone, this API may answer with an empty list. That is no evidence, so it
   * is the complete list of all that says it.
   */
  private final class EgressOnly implements OneType {
    @Override
    public Listing list() {
      return new Pages(calls)
          .all(
              AwsOperation.DESCRIBE_EGRESS_GATEWAYS,
              token ->
                  page(
                      ec2.describeEgressOnlyInternetGateways(
                          r -> r.maxResults(255).nextToken(token))))
          .listing(UnaryOperator.identity());
    }

    @Override
    public Look look(ItemId id) {
      Listing all = list();
      List<Item> found = all.items().stream().filter(item -> item.id().equals(id)).toList();
      if (found.isEmpty() && all.completeness().complete()) {
        return new Look.Absent("not in the complete list of egress-only gateways");
      }
      return all.failure()
          .filter(_ -> found.isEmpty())
          .<Look>map(Look.Unknown::new)
          .orElseGet(() -> new Look.Present(found.getFirst()));
    }

    @Override
    public Answer delete(ItemId id) {
      return Outcome.answer(
          calls.make(
              AwsOperation.DELETE_EGRESS_GATEWAY,
              () ->
                  ec2.deleteEgressOnlyInternetGateway(r -> r.egressOnlyInternetGatewayId(id.id()))),
          Set.of("InvalidGatewayID.NotFound"));
    }
  }
}
