package dev.berth.stacks.cloud;

import dev.berth.stacks.inventory.ItemId;
import java.util.Set;

/**
 * Stacks. {@link #list} answers the stacks of every status but {@code DELETE_COMPLETE}, with tags,
 * without resources; {@link #look} adds resources, parent and termination protection. {@link
 * #delete} is the plain deletion, which on a stack in {@code DELETE_FAILED} tries the rest again.
 */
public interface StackPort extends CloudPort {
  /**
   * Deletes a stack that is in {@code DELETE_FAILED} and leaves these resources standing.
   *
   * @param stack its id is the StackId
   * @param retainedLogicalIds logical ids, never physical ones; must be resources of the stack in
   *     {@code DELETE_FAILED}, and not empty
   */
  Answer deleteRetaining(ItemId stack, Set<String> retainedLogicalIds);
}
