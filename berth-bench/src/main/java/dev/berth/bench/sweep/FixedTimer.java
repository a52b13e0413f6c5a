package dev.berth.bench.sweep;

import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.run.RunReport;
import dev.berth.stacks.simulate.Contender;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The fixed timer of circulating recipes: whatever carries the tag and has been known for eight
 * hours is safe to delete. A stack that stands is deleted at once, and its rest after the eight
 * hours. One of these serves one world.
 */
final class FixedTimer implements Contender {
  private static final Duration EIGHT_HOURS = Duration.ofHours(8);

  private final Map<ItemId, Instant> since = new HashMap<>();

  @Override
  public Optional<RunReport> sweep(Turn turn) {
    Script script = new Script(turn.cloud());
    for (Item item : script.items()) {
      if (tagged(item, turn)) {
        Instant first = since.computeIfAbsent(item.id(), id -> turn.time().now());
        boolean over = !turn.time().now().isBefore(first.plus(EIGHT_HOURS));
        boolean standing = item.type() == ItemType.STACK && !item.status().equals("DELETE_FAILED");
        if ((over || standing) && turn.task() instanceof Task.Apply) {
          script.delete(item.id());
        }
      }
    }
    return Optional.empty();
  }

  private static boolean tagged(Item item, Turn turn) {
    return item.tags()
        .value(turn.policy().stacks().tagKey())
        .filter(turn.policy().stacks().tagValue()::equals)
        .isPresent();
  }
}
