package dev.berth.agent.turn;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whether the work shall stop, and the thread that has to hear of it at once. The first reason
 * stays. Thread-safe.
 */
public final class StopSignal {
  /** Why the work stops before its end. */
  public enum Reason {
    /** A person, or the control plane, cancelled the task. */
    CANCELLED,
    /** The session is over; nobody listens any more. */
    SESSION_ENDED,
    /** The process was told to end. */
    SHUTDOWN
  }

  private final AtomicReference<@Nullable Reason> reason = new AtomicReference<>(null);
  private final AtomicReference<@Nullable Thread> worker = new AtomicReference<>(null);

  /** Names the thread that works; it is interrupted when the signal comes. */
  public void worker(Thread thread) {
    worker.set(thread);
    if (reason.get() != null) {
      thread.interrupt();
    }
  }

  /** Gives the signal. */
  public void stop(Reason why) {
    if (reason.compareAndSet(null, why)) {
      Optional.ofNullable(worker.get()).ifPresent(Thread::interrupt);
    }
  }

  /** The reason, when the signal was given. */
  public Optional<Reason> reason() {
    return Optional.ofNullable(reason.get());
  }

  /** Takes the interrupt back, so that the last words can be said. */
  public void workerDone() {
    worker.set(null);
    Thread.interrupted();
  }
}
