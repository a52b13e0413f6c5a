package dev.berth.stacks.inventory;

import java.util.Optional;

/**
 * One row of a stack's resource list.
 *
 * @param logicalId what retaining takes
 * @param physicalId none while it was never created
 * @param type the CloudFormation type as text, {@code AWS::EC2::VPC}
 * @param status as text, for example {@code DELETE_FAILED}
 * @param reason the status reason; empty text if there is none
 */
public record StackResource(
    String logicalId, Optional<String> physicalId, String type, String status, String reason) {

  /** Whether this row is about the item: same type, and its physical id is the id or the name. */
  public boolean isAbout(Item item) {
    return ItemType.ofCloudFormation(type) == item.id().type()
        && physicalId
            .filter(physical -> physical.equals(item.id().id()) || physical.equals(item.name()))
            .isPresent();
  }
}
