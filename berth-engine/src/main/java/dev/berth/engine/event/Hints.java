package dev.berth.engine.event;

import dev.berth.core.store.Database;
import dev.berth.core.store.Signals.Subscription;
import dev.berth.core.time.Time;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Waits for something to appear in the database. Hints of any node only say when to look; without
 * any it is looked for each second. Thread-safe.
 */
public final class Hints implements AutoCloseable {
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Time time;
  private final Subscription subscription;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Watch> watches = new HashMap<>();
  private boolean closed;

  public Hints(Database database, Time time) {
    this.time = time;
    this.subscription = database.signals().subscribe(this::hint);
  }

  /**
   * What is looked for: at once when it is there, otherwise as soon as it is. Empty when it was not
   * there for so long, or this was closed.
   *
   * @param topic of the hints after which to look again
   */
  public <T> Optional<T> await(String topic, Duration longest, Supplier<Optional<T>> looking)
      throws InterruptedException {
    long end = time.nanos() + longest.toNanos();
    Watch watch = join(topic);
    try {
      while (true) {
        long seen = hints(watch);
        Optional<T> found = looking.get();
        long left = end - time.nanos();
        if (found.isPresent() || left <= 0 || !pause(watch, seen, Math.min(left, LOOK_NANOS))) {
          return found;
        }
      }
    } finally {
      leave(topic, watch);
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
  private boolean pause(Watch watch, long seen, long nanos) throws InterruptedException {
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

  private Watch join(String topic) {
    lock.lock();
    try {
      Watch watch = watches.computeIfAbsent(topic, each -> new Watch(lock.newCondition()));
      watch.waiting++;
      return watch;
    } finally {
      lock.unlock();
    }
  }

  private void leave(String topic, Watch watch) {
    lock.lock();
    try {
      watch.waiting--;
      if (watch.waiting == 0) {
        watches.remove(topic);
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

  /** Who waits for one topic; guarded by the lock. */
  private static final class Watch {
    private final Condition changed;
    private long hints;
    private int waiting;

    private Watch(Condition changed) {
      this.changed = changed;
    }
  }
}
