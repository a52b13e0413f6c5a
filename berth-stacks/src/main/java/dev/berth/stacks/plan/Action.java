package dev.berth.stacks.plan;

import dev.berth.stacks.inventory.GroupRule;
import dev.berth.stacks.inventory.ItemId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How a thing is made to go. */
public sealed interface Action {
  /** Its port's plain deletion: also of a stack, and of one whose deletion had failed. */
  record Remove() implements Action {}

  /**
   * Revokes rules of groups that are ours and go too (in the plan, or as the default group of a VPC
   * of ours) and that name this group, or a group of this stack; then deletes it.
   */
  record RevokeAndRemove(List<Revocation> revocations) implements Action {
    public RevokeAndRemove {
      revocations = List.copyOf(revocations);
    }
  }

  /**
   * Tags what stays, then deletes the stack and retains it.
   *
   * @param logicalIds the stack's resources in {@code DELETE_FAILED}
   * @param tagged items behind them that can be tagged
   */
  record RemoveRetaining(Set<String> logicalIds, Set<ItemId> tagged, Map<String, String> tags)
      implements Action {
    public RemoveRetaining {
      logicalIds = Set.copyOf(logicalIds);
      tagged = Set.copyOf(tagged);
      tags = Map.copyOf(tags);
    }
  }

  /**
   * One rule to revoke.
   *
   * @param group the group that has the rule
   */
  record Revocation(ItemId group, GroupRule rule) {}
}
