package dev.berth.runtime.session;

import java.time.Duration;

/**
 * How often the client speaks.
 *
 * @param heartbeat between heartbeats; the protocol's 5 s
 * @param flush the longest an event waits, and the least time between two batches; 1 s
 * @param flushAt events that are sent without waiting any longer; 50
 * @param retryFirst the first wait before a call is repeated; doubled each time, with jitter
 * @param retryMost the longest such wait
 */
public record Pace(
    Duration heartbeat, Duration flush, int flushAt, Duration retryFirst, Duration retryMost) {
  /** What the protocol asks for. */
  public static final Pace STANDARD =
      new Pace(
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          50,
          Duration.ofMillis(100),
          Duration.ofSeconds(3));
}
