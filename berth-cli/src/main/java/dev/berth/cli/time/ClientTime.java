package dev.berth.cli.time;

import java.time.Duration;
import java.time.Instant;

/** The client's clock: the only way to learn the time or to wait. */
public interface ClientTime {
  Instant now();

  /** Waits that long. */
  void pause(Duration duration) throws InterruptedException;
}
