package dev.berth.stacks.iam;

import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Scope;
import dev.berth.stacks.plan.StackRules;
import java.util.Set;

/**
 * For what a role is made.
 *
 * @param scope the one account and region
 * @param stacks whose: the ownership tag, and the name patterns of stacks
 * @param types the types that the sweep lists; no permission is given for others
 * @param deletes whether it may delete; without, the role can plan and nothing else
 */
public record RoleScope(Scope scope, StackRules stacks, Set<ItemType> types, boolean deletes) {
  public RoleScope {
    types = Set.copyOf(types);
  }
}
