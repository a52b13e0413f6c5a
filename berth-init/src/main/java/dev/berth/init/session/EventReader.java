package dev.berth.init.session;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The data of server-sent events, one after the other, each in bounded memory whatever the agent
 * sends. Not thread-safe.
 */
final class EventReader {
  private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);

  /** A space behind the colon, a carriage return at the end, and one more than is allowed. */
  private static final int SPACE = 3;

  private final InputStream in;
  private final int limit;

  /**
   * Over a stream.
   *
   * @param limit bytes of one event's data
   */
  EventReader(InputStream in, int limit) {
    this.in = new BufferedInputStream(in);
    this.limit = limit;
  }

  /**
   * One event.
   *
   * @param tooLarge whether its data passed the limit; then there is none here
   */
  record Event(byte[] data, boolean tooLarge) {}

  /** The next event that has data; empty at the end. What no empty line ended is no event. */
  Optional<Event> next() throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    boolean some = false;
    boolean tooLarge = false;
    for (Line line = line(); line != null; line = line()) {
      if (line.bytes().length == 0 && !line.tooLong()) {
        if (some) {
          return Optional.of(new Event(tooLarge ? new byte[0] : data.toByteArray(), tooLarge));
        }
      } else if (Arrays.mismatch(line.bytes(), DATA) == DATA.length
          || Arrays.equals(line.bytes(), DATA)) {
        byte[] value = value(line.bytes());
        int joined = data.size() + (some ? 1 : 0) + value.length;
        tooLarge |= line.tooLong() || joined > limit;
        if (!tooLarge) {
          data.writeBytes(some ? new byte[] {'\n'} : new byte[0]);
          data.writeBytes(value);
        }
        some = true;
      }
    }
    return Optional.empty();
  }

  /** What stands behind the colon, without the spaces in front. */
  private static byte[] value(byte[] line) {
    int from = DATA.length;
    while (from < line.length && line[from] == ' ') {
      from++;
    }
    return Arrays.copyOfRange(line, from, line.length);
  }

  private record Line(byte[] bytes, boolean tooLong) {}

  /** Up to the line's end; of a line that is too long the beginning. Null at the stream's end. */
  private @Nullable Line line() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean tooLong = false;
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c == '\n') {
        byte[] all = bytes.toByteArray();
        boolean cr = all.length > 0 && all[all.length - 1] == '\r';
        return new Line(cr ? Arrays.copyOf(all, all.length - 1) : all, tooLong);
      }
      if (bytes.size() < limit + DATA.length + SPACE) {
        bytes.write(c);
      } else {
        tooLong = true;
      }
    }
    return null;
  }
}
