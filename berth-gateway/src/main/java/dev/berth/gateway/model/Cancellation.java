package dev.berth.gateway.model;

import java.util.Optional;

/** Ends a call from another thread, also one that has not begun to answer. Thread-safe. */
final class Cancellation {
  private Optional<Runnable> way = Optional.empty();
  private boolean cancelled;

  /** Says how the call is ended from now on; at once when it already was. */
  synchronized void by(Runnable how) {
    way = Optional.of(how);
    if (cancelled) {
      how.run();
    }
  }

  synchronized void cancel() {
    if (!cancelled) {
      cancelled = true;
      way.ifPresent(Runnable::run);
    }
  }

  synchronized boolean cancelled() {
    return cancelled;
  }
}
