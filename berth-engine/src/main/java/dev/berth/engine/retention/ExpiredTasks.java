package dev.berth.engine.retention;

import dev.berth.core.id.TaskId;
import dev.berth.core.retention.RetentionStore.Deleted;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Deletes tasks that ended long ago, the oldest first. A unit deletes 1,000 rows of one task at
 * most: about what a batch of events writes, so that nobody waits longer for it than for that.
 * Thread-safe.
 */
final class ExpiredTasks implements Retention.Look {
  private static final int ROWS = 1_000;

  private final Database database;
  private final AtomicLong deleted = new AtomicLong();
  private final AtomicLong tasks = new AtomicLong();
  private final AtomicLong rows = new AtomicLong();

  ExpiredTasks(Database database) {
    this.database = database;
  }

  long deleted() {
    return deleted.get();
  }

  @Override
  public boolean unit(Instant before) {
    Optional<Deleted> unit = database.write(tx -> unit(tx, before));
    unit.ifPresent(this::count);
    return unit.isPresent();
  }

  private static Optional<Deleted> unit(Tx tx, Instant before) {
    List<TaskId> oldest = tx.retention().expired(before, 1);
    return oldest.stream().findFirst().map(task -> tx.retention().delete(task, before, ROWS));
  }

  private void count(Deleted unit) {
    rows.addAndGet(unit.rows());
    if (unit.gone()) {
      tasks.incrementAndGet();
      deleted.incrementAndGet();
    }
  }

  @Override
  public int unitsAtOnce() {
    return 1_000;
  }

  @Override
  public Optional<String> summary() {
    long count = tasks.getAndSet(0);
    long all = rows.getAndSet(0);
    return all == 0
        ? Optional.empty()
        : Optional.of(count + " tasks, " + all + " rows with everything that belonged to them");
  }
}
