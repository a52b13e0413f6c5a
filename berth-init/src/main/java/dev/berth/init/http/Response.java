package dev.berth.init.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * The head of an HTTP response and its body as a stream, already freed of the transfer's framing.
 *
 * @param headers by lower-case name; of a repeated header the last one
 */
public record Response(int status, Map<String, String> headers, InputStream body) {
  /** What is read of a body at most where the whole of it is needed: 16 MiB. */
  public static final int MAX_BODY = 16 << 20;

  public Response {
    headers = Map.copyOf(headers);
  }

  /** Whether the status is 2xx. */
  public boolean ok() {
    return status / 100 == 2;
  }

  /** The value of a header in lower case, or the empty string. */
  public String header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
  }

  /**
   * Reads the whole body.
   *
   * @throws IOException when it is longer than {@link #MAX_BODY}, or the connection broke before
   *     its announced end
   */
  public byte[] bytes() throws IOException {
    byte[] read = body.readNBytes(MAX_BODY + 1);
    if (read.length > MAX_BODY) {
      throw new IOException("the answer is longer than " + MAX_BODY + " bytes");
    }
    return read;
  }

  /** The whole body as UTF-8 text; see {@link #bytes()}. */
  public String text() throws IOException {
    return new String(bytes(), StandardCharsets.UTF_8);
  }
}
