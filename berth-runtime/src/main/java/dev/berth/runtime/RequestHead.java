package dev.berth.runtime;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Request line and header fields of an HTTP/1.x request. Fields that came several times are joined
 * with a comma.
 *
 * @param path the target without its query
 * @param keepAlive whether the client will use the connection again
 * @param headers case-insensitive
 */
record RequestHead(
    String method, String path, boolean http11, boolean keepAlive, Map<String, String> headers) {
  /**
   * Longest head taken; larger ones are answered 431. Allowlisted AgentCore headers alone may be 20
   * of 4 KB.
   */
  static final int LIMIT = 128 * 1024;

  /** The offset just after the blank line that ends the head, or -1 when it has not come yet. */
  static int end(byte[] bytes, int length) {
    for (int i = 3; i < length; i++) {
      if (bytes[i] == '\n'
          && bytes[i - 1] == '\r'
          && bytes[i - 2] == '\n'
          && bytes[i - 3] == '\r') {
        return i + 1;
      }
    }
    return -1;
  }

  /**
   * Parses a whole head.
   *
   * @throws HttpFailure 400 when it is not HTTP/1.x
   */
  static RequestHead parse(byte[] bytes, int end) {
    String[] lines = new String(bytes, 0, end - 4, StandardCharsets.ISO_8859_1).split("\r\n", -1);
    String[] start = lines[0].split(" ", -1);
    if (start.length != 3 || !start[2].startsWith("HTTP/1.") || !start[1].startsWith("/")) {
      throw new HttpFailure(400, "Malformed request line");
    }
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon <= 0
          || lines[i].charAt(0) == ' '
          || lines[i].charAt(0) == '\t'
          || lines[i].charAt(colon - 1) == ' ') {
        throw new HttpFailure(400, "Malformed header field");
      }
      headers.merge(
          lines[i].substring(0, colon),
          lines[i].substring(colon + 1).strip(),
          (a, b) -> a + "," + b);
    }
    if (headers.containsKey("Content-Length") && headers.containsKey("Transfer-Encoding")) {
      // The classic ambiguity behind request smuggling.
      throw new HttpFailure(400, "Content-Length and Transfer-Encoding exclude each other");
    }
    boolean http11 = !start[2].equals("HTTP/1.0");
    String connection = headers.getOrDefault("Connection", "");
    boolean keepAlive =
        http11 ? !connection.equalsIgnoreCase("close") : connection.equalsIgnoreCase("keep-alive");
    int query = start[1].indexOf('?');
    String path = query < 0 ? start[1] : start[1].substring(0, query);
    return new RequestHead(start[0], path, http11, keepAlive, headers);
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name)).filter(v -> !v.isBlank());
  }

  boolean chunked() {
    return headers.containsKey("Transfer-Encoding");
  }

  /**
   * The announced length of the body; empty when there is none or it comes in chunks.
   *
   * @throws HttpFailure 400 when it is not a number
   */
  OptionalLong contentLength() {
    String value = headers.get("Content-Length");
    if (value == null) {
      return OptionalLong.empty();
    }
    if (value.isEmpty()
        || value.length() > 18
        || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new HttpFailure(400, "Malformed Content-Length");
    }
    return OptionalLong.of(Long.parseLong(value));
  }

  boolean hasBody() {
    return chunked() || contentLength().orElse(0) > 0;
  }
}
