package dev.berth.stacks.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.stacks.cloud.CloudPort;
import dev.berth.stacks.inventory.Area;
import dev.berth.stacks.inventory.GroupRule;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sweeping a type alone takes exactly the operations that are said to be needed for it. */
final class NeededTest {
  @ParameterizedTest
  @EnumSource(value = ItemType.class, names = "OTHER", mode = EnumSource.Mode.EXCLUDE)
  void aTypeAloneTakesExactlyWhatItIsSaidToNeed(ItemType type) {
    try (AwsRig rig = new AwsRig(settings -> settings.withTypes(Set.of(type)))) {
      CloudPort port = rig.cloud().portOf(type).orElseThrow();
      ItemId id = port.list(type).items().getFirst().id();
      port.look(id);
      port.delete(id);
      if (type.area() == Area.NETWORK) {
        rig.cloud().tagging().tag(id, Map.of("cleanup:reason", "test"));
      }
      if (type == ItemType.SECURITY_GROUP) {
        for (GroupRule.Direction direction : GroupRule.Direction.values()) {
          rig.cloud().network().revoke(id, new GroupRule("sgr-1", direction, Optional.empty()));
        }
      }
      Set<AwsOperation> seen = EnumSet.noneOf(AwsOperation.class);
      rig.stub.seen().forEach(one -> seen.add(one.operation()));
      assertThat(seen).isEqualTo(Needed.by(type));
    }
  }
}
