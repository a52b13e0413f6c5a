package dev.berth.runtime;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the agent's own ping handler on a thread of its own, and never waits for it longer than a
 * ping may take, nor a second time for the same question: until a slow handler has answered, its
 * answer before counts. One that failed, or has not answered for {@value #GIVEN_UP_SECONDS}
 * seconds, has no say. Thread-safe.
 */
final class CustomPing implements AutoCloseable {
  /** A ping is to be answered within 50 ms. */
  private static final Duration PATIENCE = Duration.ofMillis(20);

  private static final int GIVEN_UP_SECONDS = 10;

  private final PingHandler handler;
  private final JsonLog log;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("berth-ping-handler").daemon().factory());
  private Optional<PingStatus> last = Optional.empty();
  private @Nullable Future<PingStatus> pending;
  private long askedAt;

  CustomPing(PingHandler handler, JsonLog log) {
    this.handler = handler;
    this.log = log;
  }

  /** What the handler says; empty when it has no say. */
  synchronized Optional<PingStatus> ask() {
    if (pending != null) {
      take(pending, Duration.ZERO);
    }
    if (pending == null && !thread.isShutdown()) {
      Future<PingStatus> question = thread.submit(handler::status);
      pending = question;
      askedAt = System.nanoTime();
      take(question, PATIENCE);
    }
    return last;
  }

  private void take(Future<PingStatus> question, Duration patience) {
    try {
      last = Optional.of(question.get(patience.toMillis(), TimeUnit.MILLISECONDS));
      pending = null;
    } catch (TimeoutException e) {
      if (System.nanoTime() - askedAt > TimeUnit.SECONDS.toNanos(GIVEN_UP_SECONDS)) {
        last = Optional.empty();
      }
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      log.warn(
          "ping",
          "The ping handler failed: the automatic status counts",
          cause == null ? e : cause);
      last = Optional.empty();
      pending = null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The last answer stays. */
  @Override
  public synchronized void close() {
    pending = null;
    thread.shutdownNow();
  }
}
