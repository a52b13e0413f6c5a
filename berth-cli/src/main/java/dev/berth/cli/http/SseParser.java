package dev.berth.cli.http;

import java.util.Optional;

/**
 * Puts server-sent events together from lines, as the HTML standard says (fields id, event, data;
 * comments; blank line ends an event). Holds the state of one stream; not thread-safe.
 */
final class SseParser {
  /** Data of one event beyond which the stream is not from Berth: events are 256 KiB at most. */
  private static final int MAX_DATA = 4 << 20;

  private final StringBuilder data = new StringBuilder();
  private String id = "";
  private String type = "";

  /** One event as it came. */
  record ServerEvent(String id, String type, String data) {}

  /**
   * Takes the next line, without its end.
   *
   * @return the event that this line completed
   * @throws IllegalStateException when an event is absurdly large
   */
  Optional<ServerEvent> line(String line) {
    if (line.isEmpty()) {
      return complete();
    }
    int colon = line.indexOf(':');
    String field = colon < 0 ? line : line.substring(0, colon);
    String value = colon < 0 ? "" : line.substring(colon + 1);
    value = value.startsWith(" ") ? value.substring(1) : value;
    switch (field) {
      case "data" -> data.append(value).append('\n');
      case "event" -> type = value;
      case "id" -> id = value.indexOf('\0') < 0 ? value : id;
      default -> {
        // An empty field name is a comment, which keeps the connection alive; unknown fields are
        // ignored.
      }
    }
    if (data.length() > MAX_DATA) {
      throw new IllegalStateException("an event of more than " + MAX_DATA + " characters");
    }
    return Optional.empty();
  }

  private Optional<ServerEvent> complete() {
    if (data.isEmpty()) {
      type = "";
      return Optional.empty();
    }
    ServerEvent event = new ServerEvent(id, type, data.substring(0, data.length() - 1));
    data.setLength(0);
    type = "";
    return Optional.of(event);
  }
}
