package dev.berth.gateway.door;

/**
 * What one session's socket, and all of them together, may have under way at one time. An agent
 * that waits for its answers meets none of these.
 *
 * @param connections of one socket; twice as many are kept only long enough to be told
 * @param requests of one socket
 * @param bodyBytes of one socket's requests, as far as they are held in memory
 * @param allBodyBytes of all sockets' requests, as far as they are held in memory
 */
public record DoorLimits(int connections, int requests, long bodyBytes, long allBodyBytes) {
  public DoorLimits {
    if (connections < 1 || requests < 1 || bodyBytes < 1 || allBodyBytes < bodyBytes) {
      throw new IllegalArgumentException("limits are at least one, those of all not below one's");
    }
  }

  /** 128 connections, 64 requests, 24 MiB; an eighth of the heap for all, and 24 MiB at least. */
  public static DoorLimits standard() {
    long each = 24L << 20;
    return new DoorLimits(128, 64, each, Math.max(each, Runtime.getRuntime().maxMemory() / 8));
  }
}
