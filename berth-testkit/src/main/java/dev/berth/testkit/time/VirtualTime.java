package dev.berth.testkit.time;

import dev.berth.core.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A clock that stands still until it is turned. Sleepers wake when it is turned past their moment.
 * Thread-safe.
 */
public final class VirtualTime implements Time {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition turned = lock.newCondition();
  private Instant now;

  public VirtualTime() {
    this(Instant.parse("2026-01-01T00:00:00Z"));
  }

  public VirtualTime(Instant start) {
    this.now = start;
  }

  /** Turns the clock. */
  public void advance(Duration duration) {
    lock.lock();
    try {
      now = now.plus(duration);
      turned.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Instant now() {
    lock.lock();
    try {
      return now;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long nanos() {
    Instant instant = now();
    return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Instant until = now.plus(duration);
      while (now.isBefore(until)) {
        turned.await();
      }
    } finally {
      lock.unlock();
    }
  }
}
