package dev.berth.init.clock;

import java.time.Duration;
import java.time.Instant;

/** The machine's time. Thread-safe: it has no state. */
public final class SystemClock implements Clock {
  /** A clock over the machine's wall clock. */
  public SystemClock() {}

  @Override
  public Instant instant() {
    return Instant.now();
  }

  @Override
  public void sleep(Duration time) throws InterruptedException {
    Thread.sleep(time);
  }
}
