package dev.berth.gateway.egress;

import dev.berth.core.error.ErrorCode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** What is said on a connection of a session before its bytes are passed on: HTTP/1.1. */
final class ConnectCall {
  private static final int HEAD_BYTES = 8 * 1024;

  private ConnectCall() {}

  /**
   * Reads a request's head; answers its first line.
   *
   * @throws EOFException when the caller left before its end
   */
  static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < HEAD_BYTES) {
      int c = in.read();
      if (c < 0) {
        throw new EOFException("the connection ended in its head");
      }
      head.append((char) c);
      if (head.length() >= 4 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
        return head.substring(0, head.indexOf("\r\n"));
      }
    }
    throw new IOException("the head is too large");
  }

  /** The caller may speak TLS now. */
  static void accept(SocketChannel client) throws IOException {
    send(client, "HTTP/1.1 200 Connection established\r\n\r\n");
  }

  /** The code is in a header, for tools; the words are for whoever reads a tool's output. */
  static void refuse(SocketChannel client, String status, ErrorCode code, String words)
      throws IOException {
    byte[] body = (words + "\n").getBytes(StandardCharsets.UTF_8);
    send(
        client,
        "HTTP/1.1 "
            + status
            + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
            + body.length
            + "\r\nX-Berth-Error: "
            + code
            + "\r\nConnection: close\r\n\r\n"
            + words
            + "\n");
  }

  private static void send(SocketChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
