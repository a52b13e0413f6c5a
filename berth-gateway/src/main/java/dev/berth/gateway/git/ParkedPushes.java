package dev.berth.gateway.git;

import dev.berth.core.id.LeaseId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The places for pushes that wait for a human, each of which keeps its objects. Thread-safe. */
public final class ParkedPushes {
  private final Settings settings;
  private final Map<LeaseId, Integer> waiting = new ConcurrentHashMap<>();

  ParkedPushes(Settings settings) {
    this.settings = settings;
  }

  /**
   * How pushes wait.
   *
   * @param perSession how many at a time
   * @param interval after which something is sent to the client, though there is nothing to tell
   * @param intervalsPerWord after how many of those it is told again what it waits for
   */
  public record Settings(int perSession, Duration interval, int intervalsPerWord) {
    /** Two; 15 seconds; every minute. */
    public static Settings standard() {
      return new Settings(2, Duration.ofSeconds(15), 4);
    }
  }

  Settings settings() {
    return settings;
  }

  /** Takes a place for a session's push, if there is one. */
  Place enter(LeaseId session) {
    boolean free = waiting.merge(session, 1, Integer::sum) <= settings.perSession();
    return new Place(
        free, () -> waiting.computeIfPresent(session, (_, n) -> n == 1 ? null : n - 1));
  }

  /**
   * A place, until it is closed.
   *
   * @param isFree whether the push may wait in it
   */
  record Place(boolean isFree, Runnable leave) implements AutoCloseable {
    @Override
    public void close() {
      leave.run();
    }
  }
}
