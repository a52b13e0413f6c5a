package dev.berth.server;

import dev.berth.core.time.SystemTime;
import dev.berth.core.time.Time;
import dev.berth.core.waypoint.Waypoints;

/**
 * What a server takes as given, and a harness gives.
 *
 * @param waypoints is told how far the server is, at every step between two durable ones
 * @param wrapping stands between the engine and its adapters
 */
public record Surroundings(Time time, Waypoints waypoints, Wrapping wrapping) {
  /** The machine's clock, and nothing else. */
  public static Surroundings usual() {
    return new Surroundings(new SystemTime(), Waypoints.none(), Wrapping.none());
  }
}
