package dev.berth.stacks.simulate.mutant;

import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.AgentNetwork;
import dev.berth.stacks.inventory.Completeness;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import java.util.Optional;
import java.util.function.Supplier;

/** Takes what arrived for all there is. */
record AllComplete() implements Alteration {
  @Override
  public Listing listed(ItemType type, Listing answered) {
    return new Listing(
        answered.items().stream().map(AllComplete::whole).toList(),
        new Completeness.Complete(),
        Optional.empty());
  }

  @Override
  public Look looked(ItemId id, Supplier<Look> ask) {
    return switch (ask.get()) {
      case Look.Present(Item item) -> new Look.Present(whole(item));
      case Look.Absent absent -> absent;
      case Look.Unknown unknown -> unknown;
    };
  }

  private static Item whole(Item item) {
    return switch (item.detail()) {
      case Detail.Stack stack when !stack.resources().isEmpty() ->
          item.withDetail(
              new Detail.Stack(
                  stack.resources(),
                  new Completeness.Complete(),
                  stack.terminationProtection(),
                  stack.parentId(),
                  stack.rootId()));
      case Detail.Agent(AgentNetwork.Unknown _) ->
          item.withDetail(new Detail.Agent(new AgentNetwork.Public()));
      case Detail.Stack _, Detail.Agent _, Detail.Plain _, Detail.NetworkInterface _ -> item;
      case Detail.Session _, Detail.SecurityGroup _, Detail.NetworkPart _ -> item;
      case Detail.VpcEndpoint _ -> item;
    };
  }
}
