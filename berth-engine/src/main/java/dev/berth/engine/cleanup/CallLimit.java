package dev.berth.engine.cleanup;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Lets a call to something outside take so long and no longer. What hangs is interrupted and left
 * behind: it costs its caller the limit, once. Thread-safe.
 */
public final class CallLimit {
  private final Duration limit;

  public CallLimit(Duration limit) {
    this.limit = limit;
  }

  /**
   * Calls.
   *
   * @throws BerthException {@code UNAVAILABLE} when it does not come back in time, or what the call
   *     throws
   */
  public <T> T call(String what, Supplier<T> call) {
    FutureTask<T> task = new FutureTask<>(call::get);
    Thread.ofVirtual().name("outside ", 0).start(task);
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      throw new BerthException(
          ErrorCode.UNAVAILABLE, what + " did not answer within " + limit.toMillis() + " ms", e);
    } catch (InterruptedException e) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      throw new BerthException(ErrorCode.UNAVAILABLE, what + " was interrupted", e);
    } catch (ExecutionException e) {
      throw cause(e);
    }
  }

  /** Runs. */
  public void run(String what, Runnable call) {
    call(
        what,
        () -> {
          call.run();
          return true;
        });
  }

  private static RuntimeException cause(ExecutionException e) {
    if (e.getCause() instanceof RuntimeException failure) {
      return failure;
    }
    if (e.getCause() instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(e);
  }
}
