package dev.berth.runtime;

import org.jspecify.annotations.Nullable;

/** Where a stream's events go. One producer at a time; not thread-safe. */
public interface EventSink {
  /**
   * Sends one event, {@code data: <json>}, and waits until the connection took it: a slow client
   * slows its producer down.
   *
   * @param value what Jackson can write; strings are sent JSON-quoted
   * @throws ClientGoneException when the client went away
   */
  void send(@Nullable Object value) throws ClientGoneException;
}
