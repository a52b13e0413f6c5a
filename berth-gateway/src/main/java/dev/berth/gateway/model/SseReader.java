package dev.berth.gateway.model;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Cuts a byte stream into server-sent events, each kept as its bytes. Not thread-safe. */
final class SseReader {
  private static final int MAX_EVENT_BYTES = 4 * 1024 * 1024;

  private final InputStream in;

  SseReader(InputStream in) {
    this.in = new BufferedInputStream(in, 16 * 1024);
  }

  /**
   * One event.
   *
   * @param bytes as they came, with the empty line that ends it
   * @param data its data lines joined
   */
  record Event(byte[] bytes, String data) {}

  /** The next whole event; empty at the end, also when the end cuts an event. */
  Optional<Event> next() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StringBuilder data = new StringBuilder();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c >= 0; c = in.read()) {
      bytes.write(c);
      if (bytes.size() > MAX_EVENT_BYTES) {
        throw new IOException("an event of the stream is too large");
      }
      if (c != '\n') {
        line.write(c);
        continue;
      }
      String text = line.toString(StandardCharsets.UTF_8);
      line.reset();
      if (text.endsWith("\r")) {
        text = text.substring(0, text.length() - 1);
      }
      if (text.isEmpty()) {
        return Optional.of(new Event(bytes.toByteArray(), data.toString()));
      }
      if (text.startsWith("data:")) {
        data.append(data.isEmpty() ? "" : "\n").append(text.substring(5).strip());
      }
    }
    return Optional.empty();
  }
}
