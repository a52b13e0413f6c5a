package dev.berth.stacks.simulate;

import dev.berth.stacks.inventory.ItemId;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** One run of a sweeper, as the world sees it; it may be killed at one of its calls. */
final class Seat {
  private final String run;
  private final boolean dry;
  private final int cap;
  private final int killedAt;
  private final boolean killedAfterEffect;
  private final Set<ItemId> asked = new HashSet<>();
  private Duration longestCall = Duration.ZERO;
  private int calls;
  private boolean dead;

  /**
   * A run.
   *
   * @param dry whether it is only to look
   * @param cap how many things it may ask to go
   * @param killedAt at which of its calls it is killed; 0 for never
   * @param killedAfterEffect whether that call still has its effect
   */
  Seat(String run, boolean dry, int cap, int killedAt, boolean killedAfterEffect) {
    this.run = run;
    this.dry = dry;
    this.cap = cap;
    this.killedAt = killedAt;
    this.killedAfterEffect = killedAfterEffect;
  }

  String run() {
    return run;
  }

  boolean dry() {
    return dry;
  }

  boolean dead() {
    return dead;
  }

  int calls() {
    return calls;
  }

  /** Counts a thing that is asked to go; whether it is still within the cap. */
  boolean withinCap(ItemId id) {
    asked.add(id);
    return asked.size() <= cap;
  }

  void begin() {
    if (dead) {
      throw new SimulatedCrash();
    }
    calls++;
    if (calls == killedAt && !killedAfterEffect) {
      die();
    }
  }

  void end(Duration took) {
    if (took.compareTo(longestCall) > 0) {
      longestCall = took;
    }
    if (calls == killedAt && killedAfterEffect) {
      die();
    }
  }

  private void die() {
    dead = true;
    throw new SimulatedCrash();
  }

  Duration longestCall() {
    return longestCall;
  }
}
