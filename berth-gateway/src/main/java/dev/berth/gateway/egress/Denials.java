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
   * What was counted and not told.
   *
   * @param repeats of refusals that were told once
   * @param others refusals of which nothing is known any more
   */
  record Untold(Map<Refused, Long> repeats, long others) {
    static Untold nothing() {
      return new Untold(Map.of(), 0);
    }
  }

  /**
   * What is to be told.
   *
   * @param times how often this was refused since it was told last; 0: not to be told now
   * @param before what was not told and will not be counted again
   */
  record Told(long times, Untold before) {}

  /** How often a told refusal was repeated since. */
  private static final class Seen {
    private Instant told;
    private long repeats;

    Seen(Instant told) {
      this.told = told;
    }
  }

  /** The refusals of one session in ten minutes. */
  private static final class Window {
    private final Instant begun;
    private final Map<Refused, Seen> seen = new HashMap<>();
    private int count;
    private long others;

    Window(Instant begun) {
      this.begun = begun;
    }

    Untold untold() {
      Map<Refused, Long> repeats = new HashMap<>();
      seen.forEach(
          (refused, s) -> {
            if (s.repeats > 0) {
              repeats.put(refused, s.repeats);
            }
          });
      return new Untold(repeats, others);
    }
  }

  /** A target was refused. */
  synchronized Told note(LeaseId lease, Refused refused, Instant now) {
    Window window = windows.computeIfAbsent(lease, _ -> new Window(now));
    Untold before = Untold.nothing();
    if (!now.isBefore(window.begun.plus(WINDOW))) {
      before = window.untold();
      window = new Window(now);
      windows.put(lease, window);
    }
    return new Told(times(window, refused, now), before);
  }

  private static long times(Window window, Refused refused, Instant now) {
    Seen seen = window.seen.get(refused);
    if (seen != null && now.isBefore(seen.told.plus(QUIET))) {
      seen.repeats++;
      return 0;
    }
    if (window.count == MOST) {
      window.others++;
      return 0;
    }
    window.count++;
    long times = seen == null ? 1 : seen.repeats + 1;
    window.seen.put(refused, new Seen(now));
    return times;
  }

  /** The session goes out no more; what of its refusals was not told. */
  synchronized Untold leave(LeaseId lease) {
    Window window = windows.remove(lease);
    return window == null ? Untold.nothing() : window.untold();
  }
}
