package dev.berth.stacks.aws;

import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.FailureKind;
import dev.berth.stacks.cloud.TaggingPort;
import dev.berth.stacks.inventory.Area;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.verdict.InterfaceFamily;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Tag;

/**
 * Tags for what is retained, which is what a VPC is made of: EC2 adds tags and leaves the others.
 * Thread-safe.
 */
final class TagCalls implements TaggingPort {
  private final Ec2Client ec2;
  private final Calls calls;
  private final Set<ItemType> types;

  TagCalls(Ec2Client ec2, Calls calls, Set<ItemType> wanted) {
    this.ec2 = ec2;
    this.calls = calls;
    this.types =
        Arrays.stream(ItemType.values())
            .filter(type -> type.area() == Area.NETWORK && wanted.contains(type))
            .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Set<ItemType> types() {
    return types;
  }

  @Override
  public Answer tag(ItemId id, Map<String, String> tags) {
    if (!types.contains(id.type())) {
      throw new IllegalArgumentException("not a type that is tagged: " + id.type());
    }
    if (tags.isEmpty() || !tags.entrySet().stream().allMatch(TagCalls::allowed)) {
      return Outcome.refused(FailureKind.INVALID, AwsOperation.CREATE_TAGS, "not such tags");
    }
    List<Tag> written =
        tags.entrySet().stream()
            .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
            .toList();
    return Outcome.answer(
        calls.make(
            AwsOperation.CREATE_TAGS,
            () -> ec2.createTags(r -> r.resources(id.id()).tags(written))),
        Set.of());
  }

  private static boolean allowed(Map.Entry<String, String> tag) {
    String key = tag.getKey();
    return !key.isBlank()
        && key.length() <= 128
        && tag.getValue().length() <= 256
        && !key.strip().toLowerCase(Locale.ROOT).startsWith("aws:")
        && !key.strip().equalsIgnoreCase(InterfaceFamily.AGENTCORE_TAG);
  }
}
