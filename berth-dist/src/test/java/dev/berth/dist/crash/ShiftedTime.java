package dev.berth.dist.crash;

import dev.berth.core.time.SystemTime;
import dev.berth.core.time.Time;
import java.time.Duration;
import java.time.Instant;

/** The machine's clock, put forward: what takes a day comes at once. */
final class ShiftedTime implements Time {
  private final Time machine = new SystemTime();
  private final Duration shift;

  ShiftedTime(Duration shift) {
    this.shift = shift;
  }

  @Override
  public Instant now() {
    return machine.now().plus(shift);
  }

  @Override
  public long nanos() {
    return machine.nanos();
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    machine.sleep(duration);
  }
}
