package dev.berth.gateway.egress;

import dev.berth.core.id.LeaseId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Which refusals of a session are told one by one: each target once a minute, and 20 in ten
 * minutes. Whoever tries a thousand names would otherwise fill the task's history with them. The
 * rest is counted. Thread-safe.
 */
final class Denials {
  private static final Duration QUIET = Duration.ofMinutes(1);
  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final int MOST = 20;

  private final Map<LeaseId, Window> windows = new HashMap<>();

  /**
   * What is to be told.
   *
   * @param now whether this refusal is
   * @param untold how many before it were not and will not be counted again
   */
  record Told(boolean now, long untold) {}

  /** The refusals of one session in ten minutes. */
  private static final class Window {
    private final Instant begun;
    private final Map<Target, Instant> told = new HashMap<>();
    private int count;
    private long untold;

    Window(Instant begun) {
      this.begun = begun;
    }
  }

  /** A target was refused. */
  synchronized Told note(LeaseId lease, Target target, Instant now) {
    Window window = windows.computeIfAbsent(lease, _ -> new Window(now));
    long before = 0;
    if (!now.isBefore(window.begun.plus(WINDOW))) {
      before = window.untold;
      window = new Window(now);
      windows.put(lease, window);
    }
    Instant last = window.told.get(target);
    if (last != null && now.isBefore(last.plus(QUIET))) {
      return new Told(false, before);
    }
    if (window.count == MOST) {
      window.untold++;
      return new Told(false, before);
    }
    window.count++;
    window.told.put(target, now);
    return new Told(true, before);
  }

  /** The session goes out no more; how many of its refusals were not told. */
  synchronized long leave(LeaseId lease) {
    Window window = windows.remove(lease);
    return window == null ? 0 : window.untold;
  }
}
