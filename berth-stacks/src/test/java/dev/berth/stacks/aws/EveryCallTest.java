package dev.berth.stacks.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.stacks.cloud.AccountPort;
import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.Cloud;
import dev.berth.stacks.cloud.CloudPort;
import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.GroupRule;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Tags;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every type is listed, looked at and deleted, and that takes every operation and no other. */
final class EveryCallTest {
  private final Map<ItemType, ItemId> found = new EnumMap<>(ItemType.class);

  @Test
  void everyTypeIsListedLookedAtAndDeletedWithEveryOperationThatIsNamed() {
    try (AwsRig rig = new AwsRig()) {
      Cloud cloud = rig.cloud();
      assertThat(cloud.account().identity())
          .isEqualTo(
              new AccountPort.Identity.Known(
                  AwsRig.SCOPE, "arn:aws:sts::111122223333:assumed-role/sweep/run"));
      for (ItemType type : ItemType.values()) {
        cloud.portOf(type).ifPresent(port -> all(port, type));
      }
      assertThat(found.keySet())
          .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.of(ItemType.OTHER)));
      others(rig, cloud);

      Set<AwsOperation> seen = EnumSet.noneOf(AwsOperation.class);
      rig.stub.seen().forEach(one -> seen.add(one.operation()));
      assertThat(seen).containsExactlyInAnyOrder(AwsOperation.values());
    }
  }

  private void all(CloudPort port, ItemType type) {
    Listing listing = port.list(type);
    assertThat(listing.failure()).as("listing of %s", type).isEmpty();
    assertThat(listing.completeness().complete())
        .as("%s is complete", type)
        .isEqualTo(type != ItemType.RUNTIME_SESSION);
    assertThat(listing.items()).as("items of %s", type).hasSize(1);
    Item item = listing.items().getFirst();
    found.put(type, item.id());
    if (type == ItemType.RUNTIME_SESSION) {
      assertThat(port.look(item.id())).isInstanceOf(Look.Unknown.class);
    } else {
      assertThat(port.look(item.id()))
          .as("a look at %s", item.id())
          .isInstanceOfSatisfying(Look.Present.class, look -> same(look.item(), item));
    }
    assertThat(port.delete(item.id())).as("deleting %s", type).isEqualTo(new Answer.Accepted());
  }

  /** What is listed is what is looked at, but for what only a look tells of stacks. */
  private static void same(Item looked, Item listed) {
    assertThat(looked.id()).isEqualTo(listed.id());
    assertThat(looked.createdAt()).isEqualTo(listed.createdAt());
    assertThat(looked.tags()).isEqualTo(listed.tags());
    assertThat(looked.status()).isEqualTo(listed.status());
    assertThat(looked.uses()).isEqualTo(listed.uses());
    assertThat(looked.name()).isEqualTo(listed.name());
    if (looked.type() != ItemType.STACK) {
      assertThat(looked.detail()).isEqualTo(listed.detail());
    }
    boolean tagged =
        switch (looked.type()) {
          case ECR_IMAGE, BROWSER_SESSION, INTERPRETER_SESSION, NETWORK_INTERFACE -> false;
          default -> true;
        };
    if (tagged) {
      assertThat(looked.tags()).isEqualTo(Tags.of(Map.of("owner", "berth-ci")));
    }
    assertThat(looked.createdAt().isPresent() || !looked.type().nameCanBeUsedAgain()).isTrue();
  }

  private static void others(AwsRig rig, Cloud cloud) {
    ItemId group = new ItemId(ItemType.SECURITY_GROUP, "sg-1");
    for (GroupRule.Direction direction : GroupRule.Direction.values()) {
      assertThat(
              cloud.network().revoke(group, new GroupRule("sgr-9", direction, Optional.of("sg-2"))))
          .isEqualTo(new Answer.Accepted());
    }
    assertThat(cloud.tagging().tag(group, Map.of("cleanup:reason", "test")))
        .isEqualTo(new Answer.Accepted());
    assertThat(rig.stub.textsOf(AwsOperation.REVOKE_INGRESS).getFirst())
        .contains("GroupId=sg-1", "SecurityGroupRuleId.1=sgr-9")
        .doesNotContain("IpPermissions");
    assertThat(rig.stub.textsOf(AwsOperation.CREATE_TAGS).getFirst())
        .contains("ResourceId.1=sg-1", "Tag.1.Key=cleanup:reason", "Tag.1.Value=test");
  }
}
