package dev.berth.core.time;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The machine's clock. */
public final class SystemTime implements Time {
  @Override
  public Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    Thread.sleep(duration);
  }
}
