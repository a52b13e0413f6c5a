package dev.berth.chaos.real;

import dev.berth.chaos.Plant;
import dev.berth.core.time.Time;
import java.time.Duration;
import java.util.Optional;

/** How long nothing may happen before that is an answer. Used by one thread. */
final class Patience {
  /** More than cleanup and reconciling wait at most for anything, beside busy neighbours. */
  private static final Duration USUAL = Duration.ofSeconds(90);

  /** Where something is known to be wrong: every session of the lab is over in a few seconds. */
  private static final Duration PLANTED = Duration.ofSeconds(15);

  private final Duration limit;
  private final Time time;
  private long since;
  private int last = -1;

  Patience(Optional<Plant> plant, Time time) {
    this.limit = plant.isPresent() ? PLANTED : USUAL;
    this.time = time;
    this.since = time.nanos();
  }

  /** Whether nothing has changed for too long. */
  boolean isOver(int progress) {
    if (progress != last) {
      last = progress;
      since = time.nanos();
    }
    return time.nanos() - since > limit.toNanos();
  }
}
