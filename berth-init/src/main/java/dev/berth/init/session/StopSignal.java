package dev.berth.init.session;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The wish that this session ends, from whoever utters it first. Thread-safe. */
public final class StopSignal {
  private final CompletableFuture<Stop> stop = new CompletableFuture<>();

  /**
   * A wish to end.
   *
   * @param grace how long the agent may take
   * @param because for the exit report
   */
  public record Stop(Duration grace, String because) {}

  /** The first wish counts. */
  public void raise(Duration grace, String because) {
    stop.complete(new Stop(grace, because));
  }

  /** Whether somebody wished it. */
  public boolean raised() {
    return stop.isDone();
  }

  CompletableFuture<Stop> future() {
    return stop;
  }

  /** Waits so long at most; answers whether the wish came. */
  public boolean await(Duration limit) throws InterruptedException {
    try {
      return stop.get(limit.toNanos(), TimeUnit.NANOSECONDS) != null;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a stop signal is never completed by an error", e);
    }
  }
}
