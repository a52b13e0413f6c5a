package dev.berth.engine.cleanup;

import java.time.Duration;

/**
 * Timing of cleanup.
 *
 * @param stopGrace between asking a sandbox to end and ending it by force
 * @param look how often it is looked whether a thing has gone
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
    Duration step,
    Duration stuckAfter,
    Duration slow,
    Duration claim) {
  /** 10 s, 250 ms, 30 s, 120 s, 60 s, 10 s. */
  public static CleanupSettings defaults() {
    return new CleanupSettings(
        Duration.ofSeconds(10),
        Duration.ofMillis(250),
        Duration.ofSeconds(30),
        Duration.ofSeconds(120),
        Duration.ofSeconds(60),
        Duration.ofSeconds(10));
  }
}
