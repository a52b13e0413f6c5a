package dev.berth.stacks.plan;

import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.ledger.ItemMemory;
import dev.berth.stacks.ledger.Memory;
import java.util.List;
import java.util.Optional;

/**
 * Log groups that the service makes for a runtime, outside any stack: {@code
 * /aws/bedrock-agentcore/runtimes/<runtime id>-<endpoint>}. One is ours if our ledger saw that
 * runtime in a stack of ours, both the runtime and that stack are gone, and the group was there
 * while the runtime was still seen: one that was made later is somebody's who took its name.
 */
final class AgentLogs {
  static final String PREFIX = "/aws/bedrock-agentcore/runtimes/";

  private AgentLogs() {}

  static Optional<Ownership.Belonging> belonging(Item item, Memory memory) {
    if (item.type() != ItemType.LOG_GROUP || !item.id().id().startsWith(PREFIX)) {
      return Optional.empty();
    }
    String rest = item.id().id().substring(PREFIX.length());
    for (int dash = rest.lastIndexOf('-'); dash > 0; dash = rest.lastIndexOf('-', dash - 1)) {
      ItemId runtime = new ItemId(ItemType.RUNTIME, rest.substring(0, dash));
      Optional<Ownership.Belonging> found =
          memory.find(runtime).flatMap(one -> of(item, one, memory));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<Ownership.Belonging> of(Item item, ItemMemory runtime, Memory memory) {
    return runtime
        .stack()
        .filter(stack -> runtime.goneAt().isPresent() && memory.ownedStacks().containsKey(stack))
        .filter(stack -> memory.find(stack).filter(one -> one.goneAt().isPresent()).isPresent())
        .filter(stack -> item.createdAt().filter(at -> !at.isAfter(runtime.lastSeen())).isPresent())
        .map(
            stack ->
                new Ownership.Belonging(
                    stack,
                    false,
                    "",
                    List.of(
                        new Proof.Remembered(stack),
                        new Proof.NamePattern(PREFIX + "<runtime>-", item.id().id()))));
  }
}
