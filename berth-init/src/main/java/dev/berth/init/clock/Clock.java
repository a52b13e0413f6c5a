package dev.berth.init.clock;

import java.time.Duration;
import java.time.InstantSource;

/** Time as everything in this module takes it. Implementations are thread-safe. */
public interface Clock extends InstantSource {
  /**
   * Waits.
   *
   * @throws InterruptedException when the waiting thread is interrupted
   */
  void sleep(Duration time) throws InterruptedException;
}
