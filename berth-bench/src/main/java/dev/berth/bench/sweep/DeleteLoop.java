package dev.berth.bench.sweep;

import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Tags;
import dev.berth.stacks.run.RunReport;
import dev.berth.stacks.simulate.Contender;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The loop of account cleaners: a filter by name and tag, everything that passes it is asked to go
 * in a fixed order, three rounds with a minute between them, errors ignored.
 */
final class DeleteLoop implements Contender {
  private static final int ROUNDS = 3;

  @Override
  public Optional<RunReport> sweep(Turn turn) {
    for (int round = 0; round < ROUNDS; round++) {
      Script script = new Script(turn.cloud());
      for (Item item : script.items()) {
        if (passes(item, turn) && turn.task() instanceof Task.Apply) {
          script.delete(item.id());
        }
      }
      try {
        turn.time().sleep(Duration.ofMinutes(1));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static boolean passes(Item item, Turn turn) {
    String key = turn.policy().stacks().tagKey();
    String value = turn.policy().stacks().tagValue();
    boolean tagged =
        item.tags() instanceof Tags.Known(Map<String, String> tags)
            && tags.entrySet().stream()
                .anyMatch(
                    tag -> tag.getKey().equalsIgnoreCase(key) && tag.getValue().startsWith(value));
    boolean named = item.type() == ItemType.STACK && turn.policy().stacks().owns(item.name());
    return tagged || named;
  }
}
