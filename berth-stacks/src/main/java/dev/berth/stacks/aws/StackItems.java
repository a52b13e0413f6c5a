package dev.berth.stacks.aws;

import dev.berth.stacks.inventory.Completeness;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.StackResource;
import dev.berth.stacks.inventory.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;
import software.amazon.awssdk.services.cloudformation.model.Tag;

/** Turns what CloudFormation answers into items; statuses are read as text. */
final class StackItems {
  private StackItems() {}

  /**
   * A stack without its resources.
   *
   * @param alone whether it was asked for alone, which is when termination protection is told
   */
  static Item of(Stack stack, boolean alone) {
    Flag protection = alone ? Ec2Items.flag(stack.enableTerminationProtection()) : Flag.UNKNOWN;
    Map<String, String> tags = new HashMap<>();
    for (Tag tag : stack.tags()) {
      tags.put(Ec2Items.required(tag.key(), "a tag's key"), Ec2Items.text(tag.value()));
    }
    Item item =
        Item.of(ItemType.STACK, Ec2Items.required(stack.stackId(), "StackId"))
            .withName(Ec2Items.required(stack.stackName(), "StackName"))
            .withStatus(Ec2Items.required(stack.stackStatusAsString(), "StackStatus"))
            .withTags(Tags.of(tags))
            .withDetail(
                new Detail.Stack(
                    List.of(),
                    new Completeness.NotAsked(),
                    protection,
                    Optional.ofNullable(stack.parentId()),
                    Optional.ofNullable(stack.rootId())));
    return Ec2Items.dated(item, stack.creationTime());
  }

  static StackResource of(StackResourceSummary resource) {
    return new StackResource(
        Ec2Items.required(resource.logicalResourceId(), "LogicalResourceId"),
        Optional.ofNullable(resource.physicalResourceId()).filter(id -> !id.isBlank()),
        Ec2Items.required(resource.resourceType(), "ResourceType"),
        Ec2Items.required(resource.resourceStatusAsString(), "ResourceStatus"),
        Ec2Items.text(resource.resourceStatusReason()));
  }
}
