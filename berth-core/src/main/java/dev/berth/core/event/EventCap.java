package dev.berth.core.event;

/**
 * How much is recorded of what a session does and says. The first event that does not fit ends the
 * recording: {@code recording_ended} stands in its place, and the session's later events are not
 * stored. What Berth decides about the task is always recorded.
 *
 * @param events at most, from 1
 * @param bytes of their metadata as JSON in UTF-8, together
 */
public record EventCap(long events, long bytes) {
  public EventCap {
    if (events < 1 || bytes < 1) {
      throw new IllegalArgumentException("a cap of events is 1 or more");
    }
  }

  /** 200,000 events, which is more than two a second for a day's session; and 64 MiB. */
  public static EventCap standard() {
    return new EventCap(200_000, 64L << 20);
  }
}
