package dev.berth.runtime;

/**
 * Says what {@code /ping} answers where the agent knows better than the library. Called on a thread
 * of its own, one call at a time, about as often as the platform pings (every 2 s).
 */
@FunctionalInterface
public interface PingHandler {
  /**
   * The agent's status.
   *
   * @throws Exception whatever keeps it from telling; the automatic status counts then
   */
  PingStatus status() throws Exception;
}
