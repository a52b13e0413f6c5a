package dev.berth.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Everything that makes the agent busy, and the ping status that follows from it.
 *
 * <p>The status changes at the very moment the first work begins or the last ends, and is stamped
 * then, not when somebody asks: a flip between two pings must move {@code time_of_last_update}.
 * Thread-safe.
 */
final class Activity {
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private final Set<Work> running = new LinkedHashSet<>();
  private PingStatus status = PingStatus.HEALTHY;
  private @Nullable Instant changedAt;

  Activity(InstantSource clock) {
    this.clock = clock;
  }

  /** Begins a piece of work; it counts until it is closed. */
  Work begin(String name) {
    Work work = new Work(name);
    lock.lock();
    try {
      running.add(work);
      flipTo(PingStatus.HEALTHY_BUSY);
    } finally {
      lock.unlock();
    }
    return work;
  }

  /** The status now, with the time it was entered. */
  Snapshot snapshot() {
    lock.lock();
    try {
      Instant since = changedAt;
      if (since == null) {
        // Read on the first question, not at start: a process restored from a snapshot must not
        // report the time of its image.
        since = clock.instant();
        changedAt = since;
      }
      return new Snapshot(status, since, running.size());
    } finally {
      lock.unlock();
    }
  }

  /** Waits until nothing runs; false when the budget passed first. */
  boolean awaitIdle(Duration budget) throws InterruptedException {
    long nanos = budget.toNanos();
    lock.lock();
    try {
      while (!running.isEmpty()) {
        if (nanos <= 0) {
          return false;
        }
        nanos = idle.awaitNanos(nanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Interrupts the threads of everything that still runs on a thread of ours. */
  void interruptAll() {
    lock.lock();
    try {
      running.forEach(Work::interrupt);
    } finally {
      lock.unlock();
    }
  }

  private void end(Work work) {
    lock.lock();
    try {
      running.remove(work);
      if (running.isEmpty()) {
        flipTo(PingStatus.HEALTHY);
        idle.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void flipTo(PingStatus next) {
    if (next != status) {
      status = next;
      changedAt = clock.instant();
    }
  }

  /** A status with the time since which it holds, and how many pieces of work are open. */
  record Snapshot(PingStatus status, Instant since, int running) {}

  /** One open piece of work. Closing it twice is harmless. */
  final class Work implements TaskHandle {
    private final String name;
    private volatile Optional<Thread> thread = Optional.empty();

    private Work(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    /** Names the thread to interrupt when a drain runs out of time. */
    void runsOn(Thread worker) {
      thread = Optional.of(worker);
    }

    private void interrupt() {
      thread.ifPresent(Thread::interrupt);
    }

    @Override
    public void close() {
      thread = Optional.empty();
      end(this);
    }
  }
}
