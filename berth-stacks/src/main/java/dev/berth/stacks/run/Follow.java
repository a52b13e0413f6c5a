package dev.berth.stacks.run;

import dev.berth.stacks.inventory.Area;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemType;
import java.time.Duration;
import java.time.Instant;

/** What a thing that was asked to go, and still stands, says about it. */
final class Follow {
  /** Reading lags behind writing: a status from before the request means nothing for this long. */
  static final Duration LAG = Duration.ofSeconds(90);

  private Follow() {}

  /** Notes a deletion that has failed; a session that cannot be looked at is not followed. */
  static void failed(Item item, Progress progress, Deadline deadline) {
    Instant asked = progress.asked().get(item.id());
    if (asked == null || deadline.now().isBefore(asked.plus(LAG))) {
      return;
    }
    boolean tells = item.type() == ItemType.STACK || item.type().area() == Area.RUNTIMES;
    if (tells && item.status().equals("DELETE_FAILED")) {
      progress.note(
          deadline.now(),
          item.id(),
          Step.Outcome.CHANGED,
          "its deletion failed; it is tried again when what blocks it is gone");
    }
  }
}
