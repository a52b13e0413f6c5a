package dev.berth.server;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Something that is made on a thread of its own, ahead of when it is needed, so that a start uses
 * more than one core. Thread-safe.
 *
 * @param <T> what is made
 */
final class Ahead<T> implements AutoCloseable {
  private final FutureTask<T> task;

  private Ahead(FutureTask<T> task) {
    this.task = task;
  }

  /** Begins to make it. */
  static <T> Ahead<T> of(String thread, Supplier<T> making) {
    FutureTask<T> task = new FutureTask<>(making::get);
    Thread.ofPlatform().name(thread).daemon().start(task);
    return new Ahead<>(task);
  }

  /** The thing, when it is made; throws what making it threw. */
  T get() {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw failure(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BerthException(ErrorCode.UNAVAILABLE, "the start was interrupted", e);
    }
  }

  private static RuntimeException failure(ExecutionException e) {
    return switch (e.getCause()) {
      case RuntimeException failure -> failure;
      case Error error -> throw error;
      case null, default -> new IllegalStateException(e);
    };
  }

  /** Waits until nothing of it is under way, and closes what was made if that can be closed. */
  @Override
  public void close() {
    try {
      if (task.get() instanceof AutoCloseable made) {
        made.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      // Whoever needed it was told.
      return;
    } catch (Exception e) {
      throw new IllegalStateException("what was made ahead does not close", e);
    }
  }
}
