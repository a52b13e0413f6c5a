package dev.berth.engine.event;

import dev.berth.core.event.EventStore;
import dev.berth.core.event.TaskEvent;
import dev.berth.core.id.TaskId;
import dev.berth.core.store.Database;
import dev.berth.core.store.Signals.Subscription;
import dev.berth.core.time.Time;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Waits for a task's events, for event streams and long polls. Events are read by number from the
 * database, so none is lost or doubled, whichever node wrote it; hints only say when to look, and
 * without any it looks each second. Thread-safe.
 */
public final class EventFeed implements AutoCloseable {
  private static final int MOST_EVENTS = 500;
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Database database;
  private final Time time;
  private final Subscription subscription;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Watch> watches = new HashMap<>();
  private boolean closed;

  public EventFeed(Database database, Time time) {
    this.database = database;
    this.time = time;
    this.subscription = database.signals().subscribe(this::hint);
  }

  /**
   * Events with a greater number, ascending, 500 at most: at once when there are some, otherwise as
   * soon as there are. Empty when there were none for so long, or the feed was closed.
   */
  public List<TaskEvent> await(TaskId task, long afterSeq, Duration longest)
      throws InterruptedException {
    long end = time.nanos() + longest.toNanos();
    Watch watch = join(task);
    try {
      while (true) {
        long seen = hints(watch);
        List<TaskEvent> events =
            database.read(tx -> tx.events().after(task, afterSeq, MOST_EVENTS));
        long left = end - time.nanos();
        if (!events.isEmpty() || left <= 0 || !look(watch, seen, Math.min(left, LOOK_NANOS))) {
          return events;
        }
      }
    } finally {
      leave(task, watch);
    }
  }

  /** Ends all waiting. */
  @Override
  public void close() {
    subscription.close();
    lock.lock();
    try {
      closed = true;
      watches.values().forEach(watch -> watch.changed.signalAll());
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a newer hint, so long at most; whether to look again. */
  private boolean look(Watch watch, long seen, long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (!closed && watch.hints == seen && left > 0) {
        left = watch.changed.awaitNanos(left);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private void hint(String topic) {
    if (!topic.startsWith(EventStore.HINT)) {
      return;
    }
    lock.lock();
    try {
      Watch watch = watches.get(topic);
      if (watch != null) {
        watch.hints++;
        watch.changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private Watch join(TaskId task) {
    lock.lock();
    try {
      Watch watch =
          watches.computeIfAbsent(EventStore.HINT + task, topic -> new Watch(lock.newCondition()));
      watch.waiting++;
      return watch;
    } finally {
      lock.unlock();
    }
  }

  private void leave(TaskId task, Watch watch) {
    lock.lock();
    try {
      watch.waiting--;
      if (watch.waiting == 0) {
        watches.remove(EventStore.HINT + task);
      }
    } finally {
      lock.unlock();
    }
  }

  private long hints(Watch watch) {
    lock.lock();
    try {
      return watch.hints;
    } finally {
      lock.unlock();
    }
  }

  /** Who waits for one task; guarded by the lock. */
  private static final class Watch {
    private final Condition changed;
    private long hints;
    private int waiting;

    private Watch(Condition changed) {
      this.changed = changed;
    }
  }
}
