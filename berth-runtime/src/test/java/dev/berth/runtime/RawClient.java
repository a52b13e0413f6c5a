package dev.berth.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One connection on which tests say exactly what they mean. */
final class RawClient implements AutoCloseable {
  private final Socket socket;

  RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
  }

  RawClient say(String text) throws IOException {
    return say(text.getBytes(StandardCharsets.UTF_8));
  }

  RawClient say(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  RawClient post(String headers, byte[] body) throws IOException {
    say(
        "POST /invocations HTTP/1.1\r\nHost: x\r\n"
            + headers
            + "Content-Length: "
            + body.length
            + "\r\n\r\n");
    return say(body);
  }

  RawClient post(String headers, String body) throws IOException {
    return post(headers, body.getBytes(StandardCharsets.UTF_8));
  }

  /** A whole answer with a Content-Length: its status line, and its body. */
  Reply reply() throws IOException {
    String head = head();
    int length = 0;
    for (String line : head.split("\r\n")) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length: ")) {
        length = Integer.parseInt(line.substring(16));
      }
    }
    String body = new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
    return new Reply(Integer.parseInt(head.substring(9, 12)), head, body);
  }

  String head() throws IOException {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException(
            "closed inside the head: " + head.toString(StandardCharsets.ISO_8859_1));
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  /** Exactly so many bytes. */
  byte[] bytes(int count) throws IOException {
    return socket.getInputStream().readNBytes(count);
  }

  /** Everything until the server closes. */
  String rest() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  record Reply(int status, String head, String body) {}
}
