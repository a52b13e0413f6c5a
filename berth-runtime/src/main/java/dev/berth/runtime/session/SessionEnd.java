package dev.berth.runtime.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Whether the session is over; known once, told to everybody who waits. Thread-safe. */
final class SessionEnd {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Runnable> listeners = new ArrayList<>();
  private @Nullable SessionEndedException reason;

  /** Ends the session; the first reason stays. */
  void end(SessionEndedException why) {
    List<Runnable> told;
    lock.lock();
    try {
      if (reason != null) {
        return;
      }
      reason = why;
      changed.signalAll();
      told = List.copyOf(listeners);
    } finally {
      lock.unlock();
    }
    told.forEach(Runnable::run);
  }

  void onEnd(Runnable listener) {
    lock.lock();
    try {
      if (reason == null) {
        listeners.add(listener);
        return;
      }
    } finally {
      lock.unlock();
    }
    listener.run();
  }

  boolean ended() {
    lock.lock();
    try {
      return reason != null;
    } finally {
      lock.unlock();
    }
  }

  /** Throws when the session is over. */
  void check() {
    lock.lock();
    try {
      if (reason != null) {
        throw new SessionEndedException(
            reason.status(), reason.code(), String.valueOf(reason.getMessage()));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits out a pause, or less when the session ends meanwhile. */
  void pause(Duration pause) throws InterruptedException {
    long nanos = pause.toNanos();
    lock.lock();
    try {
      while (reason == null && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }
}
