package dev.berth.stacks.aws;

import dev.berth.stacks.inventory.AgentNetwork;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockagentcorecontrol.model.VpcConfig;

/** What runtimes, browsers and code interpreters have in common. */
final class AgentItems {
  private AgentItems() {}

  static Item stub(ItemType type, @Nullable String id) {
    return Item.of(type, Ec2Items.required(id, "the id of a " + type.wire()));
  }

  static Detailed.Found found(Item item, @Nullable String arn, AgentNetwork network) {
    Item whole = item.withDetail(new Detail.Agent(network));
    if (network instanceof AgentNetwork.Vpc(Set<String> subnets, Set<String> groups)) {
      Set<ItemId> uses = new HashSet<>(Ec2Items.ids(ItemType.SUBNET, subnets));
      uses.addAll(Ec2Items.ids(ItemType.SECURITY_GROUP, groups));
      whole = whole.withUses(uses);
    }
    return new Detailed.Found(whole, Ec2Items.required(arn, "an ARN"));
  }

  /**
   * The network of a mode.
   *
   * @param mode as text; one that is not known here may own any interface
   */
  static AgentNetwork network(@Nullable String mode, @Nullable VpcConfig config) {
    return switch (Ec2Items.text(mode)) {
      case "PUBLIC", "SANDBOX" -> new AgentNetwork.Public();
      case "VPC" ->
          config == null || config.subnets().isEmpty()
              ? new AgentNetwork.Unknown("VPC mode, and no subnets were told")
              : new AgentNetwork.Vpc(
                  Set.copyOf(config.subnets()), Set.copyOf(config.securityGroups()));
      default -> new AgentNetwork.Unknown("network mode '" + Ec2Items.text(mode) + "'");
    };
  }
}
