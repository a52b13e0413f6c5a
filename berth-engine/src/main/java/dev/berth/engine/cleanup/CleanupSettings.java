package dev.berth.engine.cleanup;

import java.time.Duration;

/**
 * Timing of cleanup.
 *
 * @param stopGrace between asking a sandbox to end and ending it by force
 * @param look how often it is looked whether a thing has gone, when it does not go at once
 * @param watch for how long a step itself waits for a thing to go, looking at ever longer
 *     intervals; zero on a clock that is turned by hand
 * @param step without progress, after which a step counts as failed, and the longest that one call
 *     to something outside may take
 * @param stuckAfter from the first try, after which a lease is stuck
 * @param slow between tries of a stuck lease
 * @param claim for how long a node owns a release without saying so again; a restarted server waits
 *     so long before it goes on with what the dead one was releasing
 */
public record CleanupSettings(
    Duration stopGrace,
    Duration look,
    Duration watch,
    Duration step,
    Duration stuckAfter,
    Duration slow,
    Duration claim) {
  /** 10 s, 250 ms, 500 ms, 30 s, 120 s, 60 s, 10 s. */
  public static CleanupSettings defaults() {
    return new CleanupSettings(
        Duration.ofSeconds(10),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(30),
        Duration.ofSeconds(120),
        Duration.ofSeconds(60),
        Duration.ofSeconds(10));
  }

  /** The same for a clock that is turned by hand: no step waits on it. */
  public CleanupSettings withoutWatching() {
    return new CleanupSettings(stopGrace, look, Duration.ZERO, step, stuckAfter, slow, claim);
  }
}
