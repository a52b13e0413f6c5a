package dev.berth.core.waypoint;

/**
 * Told of every {@link Waypoint} as it is passed, on the thread that passes it. A server that
 * serves has {@link #none()}; the kill harness has one that stops the thread for ever at a chosen
 * point and then kills the process. Implementations are thread-safe and never throw.
 */
@FunctionalInterface
public interface Waypoints {
  /** A thread is at this point now; it goes on when this returns. */
  void pass(Waypoint waypoint);

  /** Nobody is told. */
  static Waypoints none() {
    return waypoint -> {};
  }
}
