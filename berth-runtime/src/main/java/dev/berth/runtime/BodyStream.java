package dev.berth.runtime;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The body of a request, by length or in chunks, with a limit. Not thread-safe. */
final class BodyStream extends InputStream {
  private final Connection connection;
  private final long limit;
  private final boolean chunked;
  private long remaining;
  private long total;
  private boolean firstChunk = true;
  private boolean ended;

  /**
   * The body that follows a head.
   *
   * @throws HttpFailure 413 when the announced length is over the limit
   */
  BodyStream(RequestHead head, Connection connection, long limit) {
    this.connection = connection;
    this.limit = limit;
    chunked = head.chunked();
    remaining = head.contentLength().orElse(0);
    if (remaining > limit) {
      throw tooLarge();
    }
    ended = !chunked && remaining == 0;
  }

  /** Whether everything was read, so that the connection can be used again. */
  boolean ended() {
    return ended;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    if (count == 0) {
      return 0;
    }
    if (!ended && chunked && remaining == 0) {
      nextChunk();
    }
    if (ended) {
      return -1;
    }
    int read = connection.read(target, offset, (int) Math.min(count, remaining));
    if (read < 0) {
      throw new EOFException("the client closed the connection inside the body");
    }
    remaining -= read;
    total += read;
    if (total > limit) {
      throw tooLarge();
    }
    ended = !chunked && remaining == 0;
    return read;
  }

  private void nextChunk() throws IOException {
    if (!firstChunk && !line().isEmpty()) {
      throw new HttpFailure(400, "Malformed chunk");
    }
    firstChunk = false;
    String size = line();
    int extension = size.indexOf(';');
    String hex = (extension < 0 ? size : size.substring(0, extension)).strip();
    if (hex.isEmpty()
        || hex.length() > 15
        || !hex.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
      throw new HttpFailure(400, "Malformed chunk size");
    }
    remaining = Long.parseLong(hex, 16);
    if (remaining == 0) {
      // Trailer fields carry nothing for us.
      String trailer = line();
      while (!trailer.isEmpty()) {
        trailer = line();
      }
      ended = true;
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    byte[] one = new byte[1];
    while (connection.read(one, 0, 1) > 0) {
      if (one[0] == '\n') {
        return line.toString().stripTrailing();
      }
      line.append((char) (one[0] & 0xff));
      if (line.length() > 8 * 1024) {
        throw new HttpFailure(400, "Malformed chunk");
      }
    }
    throw new EOFException("the client closed the connection inside the body");
  }

  private HttpFailure tooLarge() {
    return new HttpFailure(413, "Payload too large", "at most " + limit + " bytes");
  }
}
