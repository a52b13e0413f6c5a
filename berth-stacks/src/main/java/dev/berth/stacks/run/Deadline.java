package dev.berth.stacks.run;

import dev.berth.core.time.Time;
import java.time.Duration;
import java.time.Instant;

/** When a run has to stop, and the one place where it pauses. Thread-safe. */
final class Deadline {
  private final Time time;
  private final Instant end;

  Deadline(Time time, Duration budget) {
    this.time = time;
    this.end = time.now().plus(budget);
  }

  Instant now() {
    return time.now();
  }

  boolean over() {
    return Thread.currentThread().isInterrupted() || !time.now().isBefore(end);
  }

  /** What a stopped run says. */
  String why() {
    return Thread.currentThread().isInterrupted() ? "interrupted" : "its time was over";
  }

  /**
   * Pauses, but not past the end.
   *
   * @return whether there is time to go on
   */
  boolean pause(Duration duration) {
    Duration left = Duration.between(time.now(), end);
    Duration pause = duration.compareTo(left) < 0 ? duration : left;
    if (over() || !pause.isPositive()) {
      return false;
    }
    try {
      time.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !over();
  }
}
