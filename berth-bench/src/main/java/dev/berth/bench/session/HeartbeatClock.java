package dev.berth.bench.session;

import dev.berth.core.time.SystemTime;
import dev.berth.core.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The machine's clock, which notices when the control plane asks it for the time of an agent's
 * heartbeat: nothing durable is written for one, so nothing outside sees it come. Thread-safe.
 */
final class HeartbeatClock implements Time {
  private static final String ASKED_BY = "dev.berth.engine.session.EngineSessions";
  private static final String ASKED_IN = "heartbeat";
  private static final int DEPTH = 6;

  private final Time system = new SystemTime();
  private final StackWalker walker = StackWalker.getInstance();
  private final AtomicReference<CompletableFuture<Long>> next =
      new AtomicReference<>(new CompletableFuture<>());

  /** The reading of {@link System#nanoTime()} at the next heartbeat from now on. */
  CompletableFuture<Long> next() {
    CompletableFuture<Long> fresh = new CompletableFuture<>();
    next.set(fresh);
    return fresh;
  }

  @Override
  public Instant now() {
    CompletableFuture<Long> waiting = next.get();
    if (!waiting.isDone() && isHeartbeat()) {
      waiting.complete(System.nanoTime());
    }
    return system.now();
  }

  private boolean isHeartbeat() {
    return walker.walk(
        frames ->
            frames
                .limit(DEPTH)
                .anyMatch(
                    frame ->
                        frame.getMethodName().equals(ASKED_IN)
                            && frame.getClassName().equals(ASKED_BY)));
  }

  @Override
  public long nanos() {
    return system.nanos();
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    system.sleep(duration);
  }
}
