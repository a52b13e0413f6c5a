package dev.berth.stacks.aws;

import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.NetworkPort;
import dev.berth.stacks.inventory.GroupRule;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** What a VPC is made of. Thread-safe. */
final class NetworkCalls extends ByType implements NetworkPort {
  private final SecurityGroups groups;

  NetworkCalls(Ec2Client ec2, Calls calls, Set<ItemType> wanted) {
    super(types(ec2, calls), wanted);
    this.groups = new SecurityGroups(ec2, calls);
  }

  private static Map<ItemType, OneType> types(Ec2Client ec2, Calls calls) {
    Map<ItemType, OneType> types = new HashMap<>(new Ec2Types(ec2, calls).all());
    types.putAll(new Gateways(ec2, calls).all());
    return types;
  }

  @Override
  public Answer revoke(ItemId group, GroupRule rule) {
    return groups.revoke(group, rule);
  }
}
