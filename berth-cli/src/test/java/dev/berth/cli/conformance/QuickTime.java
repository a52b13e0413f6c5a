package dev.berth.cli.conformance;

import dev.berth.cli.time.ClientTime;
import dev.berth.cli.time.SystemTime;
import java.time.Duration;
import java.time.Instant;

/** A clock that runs ten times as fast as the machine's: its waits are short ones. */
final class QuickTime implements ClientTime {
  private static final int FACTOR = 10;

  private final ClientTime real = new SystemTime();
  private final Instant begun = real.now();

  @Override
  public Instant now() {
    return begun.plus(Duration.between(begun, real.now()).multipliedBy(FACTOR));
  }

  @Override
  public void pause(Duration duration) throws InterruptedException {
    real.pause(duration.dividedBy(FACTOR));
  }
}
