package dev.berth.init.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Reads a response's head and chooses the stream that undoes its framing. */
final class ResponseParser {
  private static final int MAX_HEADERS = 200;

  private ResponseParser() {}

  static Response parse(ChannelInput input) throws IOException {
    while (true) {
      int status = status(input.line());
      Map<String, String> headers = headers(input);
      if (status >= 200) {
        return new Response(status, headers, body(input, status, headers));
      }
    }
  }

  private static int status(String line) throws IOException {
    String[] parts = line.split(" ", 3);
    if (parts.length < 2 || !parts[0].startsWith("HTTP/1.")) {
      throw new IOException("not an HTTP/1 response");
    }
    return number(parts[1], 10, "status");
  }

  private static Map<String, String> headers(ChannelInput input) throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = input.line(); !line.isEmpty(); line = input.line()) {
      int colon = line.indexOf(':');
      if (colon < 1 || headers.size() >= MAX_HEADERS) {
        throw new IOException("a malformed header, or too many");
      }
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return headers;
  }

  private static InputStream body(ChannelInput input, int status, Map<String, String> headers)
      throws IOException {
    if (status == 204 || status == 304) {
      return InputStream.nullInputStream();
    }
    if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      return new ChunkedInput(input);
    }
    String length = headers.get("content-length");
    return length == null ? input : new SizedInput(input, number(length, 10, "content length"));
  }

  static int number(String text, int radix, String what) throws IOException {
    try {
      int number = Integer.parseInt(text.strip(), radix);
      if (number < 0) {
        throw new IOException("a negative " + what);
      }
      return number;
    } catch (NumberFormatException e) {
      throw new IOException("not a " + what, e);
    }
  }

  /** Exactly so many bytes; an earlier end is an error, so that a cut answer is not taken whole. */
  private static final class SizedInput extends InputStream {
    private final InputStream in;
    private int left;

    SizedInput(InputStream in, int left) {
      this.in = in;
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int count = in.read(target, offset, Math.min(length, left));
      if (count < 0) {
        throw new IOException("the connection ended " + left + " bytes before the response did");
      }
      left -= count;
      return count;
    }
  }

  /** The chunked transfer coding. */
  private static final class ChunkedInput extends InputStream {
    private final ChannelInput in;
    private int left;
    private boolean started;
    private boolean ended;

    ChunkedInput(ChannelInput in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (!ended && left == 0) {
        nextChunk();
      }
      if (ended) {
        return -1;
      }
      int count = in.read(target, offset, Math.min(length, left));
      if (count < 0) {
        throw new IOException("the connection ended inside a chunk");
      }
      left -= count;
      return count;
    }

    private void nextChunk() throws IOException {
      if (started && !in.line().isEmpty()) {
        throw new IOException("a chunk is longer than announced");
      }
      started = true;
      String size = in.line();
      int semicolon = size.indexOf(';');
      left = number(semicolon < 0 ? size : size.substring(0, semicolon), 16, "chunk size");
      if (left == 0) {
        ended = true;
        while (!in.line().isEmpty()) {
          // Trailers carry nothing for us.
        }
      }
    }
  }
}
