package dev.berth.stacks.cloud;

import dev.berth.stacks.inventory.GroupRule;
import dev.berth.stacks.inventory.ItemId;

/** What a VPC is made of, from its NAT gateways to itself. */
public interface NetworkPort extends CloudPort {
  /**
   * Revokes one rule by its rule id. A rule that is gone is {@link Answer.Already}.
   *
   * @param group the group that has the rule
   */
  Answer revoke(ItemId group, GroupRule rule);
}
