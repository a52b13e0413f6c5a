package dev.berth.bench.sweep;

import dev.berth.stacks.cloud.Cloud;
import dev.berth.stacks.cloud.CloudPort;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What cleaning scripts have in common: they take what a listing gives, and delete in an order. */
final class Script {
  /** The order that guides print: what runs, the stack, the network from the leaves. */
  static final List<ItemType> ORDER =
      List.of(
          ItemType.RUNTIME_ENDPOINT,
          ItemType.RUNTIME,
          ItemType.BROWSER,
          ItemType.CODE_INTERPRETER,
          ItemType.NAT_GATEWAY,
          ItemType.ELASTIC_IP,
          ItemType.VPC_ENDPOINT,
          ItemType.STACK,
          ItemType.NETWORK_INTERFACE,
          ItemType.SECURITY_GROUP,
          ItemType.SUBNET,
          ItemType.ROUTE_TABLE,
          ItemType.INTERNET_GATEWAY,
          ItemType.VPC,
          ItemType.LOG_GROUP);

  private final Cloud cloud;

  Script(Cloud cloud) {
    this.cloud = cloud;
  }

  /** What arrives of everything, in that order. */
  List<Item> items() {
    List<Item> items = new ArrayList<>();
    for (ItemType type : ORDER) {
      cloud.portOf(type).ifPresent(port -> items.addAll(port.list(type).items()));
    }
    return items;
  }

  /** Asks for its deletion; whatever is answered is next round's business. */
  void delete(ItemId id) {
    Optional<CloudPort> port = cloud.portOf(id.type());
    port.ifPresent(one -> one.delete(id));
  }
}
