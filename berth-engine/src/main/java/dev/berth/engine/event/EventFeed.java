package dev.berth.engine.event;

import dev.berth.core.event.EventStore;
import dev.berth.core.event.TaskEvent;
import dev.berth.core.id.TaskId;
import dev.berth.core.store.Database;
import dev.berth.core.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Waits for a task's events, for event streams and long polls. Events are read by number from the
 * database, so none is lost or doubled, whichever node wrote it. Thread-safe.
 */
public final class EventFeed implements AutoCloseable {
  private static final int MOST_EVENTS = 500;

  private final Database database;
  private final Hints hints;

  public EventFeed(Database database, Time time) {
    this.database = database;
    this.hints = new Hints(database, time);
  }

  /**
   * Events with a greater number, ascending, 500 at most: at once when there are some, otherwise as
   * soon as there are. Empty when there were none for so long, or the feed was closed.
   */
  public List<TaskEvent> await(TaskId task, long afterSeq, Duration longest)
      throws InterruptedException {
    return hints
        .await(EventStore.HINT + task, longest, () -> events(task, afterSeq))
        .orElse(List.of());
  }

  private Optional<List<TaskEvent>> events(TaskId task, long afterSeq) {
    return Optional.of(database.read(tx -> tx.events().after(task, afterSeq, MOST_EVENTS)))
        .filter(events -> !events.isEmpty());
  }

  /** Ends all waiting. */
  @Override
  public void close() {
    hints.close();
  }
}
