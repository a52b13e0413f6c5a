package dev.berth.init.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One HTTP request. Header names and values come from Berth's own code or plan; line breaks in them
 * are refused, so that no value can add a header.
 *
 * @param target path and query, as it stands in the request line
 */
public record Request(String method, String target, Map<String, String> headers, byte[] body) {
  public Request {
    headers = Map.copyOf(headers);
    refuseLineBreak(method);
    refuseLineBreak(target);
    headers.forEach(
        (name, value) -> {
          refuseLineBreak(name);
          refuseLineBreak(value);
        });
  }

  /** A request without a body. */
  public static Request get(String target) {
    return new Request("GET", target, Map.of(), new byte[0]);
  }

  byte[] head() {
    StringBuilder head = new StringBuilder(256);
    head.append(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (body.length > 0 || !method.equals("GET")) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    head.append("Connection: close\r\n\r\n");
    return head.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void refuseLineBreak(String text) {
    if (text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0 || text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a line break in a request line or header");
    }
  }
}
