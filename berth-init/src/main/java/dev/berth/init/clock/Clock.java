package dev.berth.init.clock;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The system's time. Everything else in this module takes time from an instance of this class, or
 * from the {@link InstantSource} it is.
 *
 * <p>Thread-safe: it has no state.
 */
public final class Clock implements InstantSource {
  /** A clock over the machine's wall clock. */
  public Clock() {}

  @Override
  public Instant instant() {
    return Instant.now();
  }

  /**
   * Waits.
   *
   * @throws InterruptedException when the waiting thread is interrupted
   */
  public void sleep(Duration time) throws InterruptedException {
    Thread.sleep(time);
  }
}
