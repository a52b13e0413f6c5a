package dev.berth.cli.time;

import java.time.Duration;
import java.time.Instant;

/** The machine's clock; the one class of the module that reads it. */
public final class SystemTime implements ClientTime {
  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public void pause(Duration duration) throws InterruptedException {
    Thread.sleep(duration);
  }
}
