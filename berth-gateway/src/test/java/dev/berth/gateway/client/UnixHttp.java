package dev.berth.gateway.client;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One HTTP/1.1 connection to a Unix socket, as session init's forwarder would make. */
public final class UnixHttp implements AutoCloseable {
  private final SocketChannel channel;
  private final InputStream in;

  private UnixHttp(SocketChannel channel) {
    this.channel = channel;
    this.in = Channels.newInputStream(channel);
  }

  public static UnixHttp connect(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    return new UnixHttp(channel);
  }

  /** One request on a connection of its own. */
  public static Answer once(
      Path socket, String method, String path, Map<String, String> headers, byte[] body)
      throws IOException {
    try (UnixHttp http = connect(socket)) {
      return http.call(method, path, headers, body);
    }
  }

  public Answer call(String method, String path, Map<String, String> headers, byte[] body)
      throws IOException {
    send(method, path, headers, body);
    return receive();
  }

  public void send(String method, String path, Map<String, String> headers, byte[] body)
      throws IOException {
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: gateway\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    head.append("Content-Length: " + body.length + "\r\n\r\n");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    out.write(body);
    ByteBuffer buffer = ByteBuffer.wrap(out.toByteArray());
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /** Writes these characters and nothing else. */
  public void write(String text) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /** Waits until the other side ends the connection; answers how many bytes came before. */
  public int ended() {
    int bytes = 0;
    try {
      while (in.read() >= 0) {
        bytes++;
      }
    } catch (IOException reset) {
      // it was ended with bytes unread: as good an end as any
      return bytes;
    }
    return bytes;
  }

  public Answer receive() throws IOException {
    int status = Integer.parseInt(line().split(" ")[1]);
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    boolean whole = true;
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try {
      if ("chunked".equals(headers.get("transfer-encoding"))) {
        for (int size = Integer.parseInt(line(), 16);
            size > 0;
            size = Integer.parseInt(line(), 16)) {
          body.write(exactly(size));
          line();
        }
        line();
      } else if (headers.containsKey("content-length")) {
        body.write(exactly(Integer.parseInt(headers.get("content-length"))));
      }
    } catch (IOException cut) {
      whole = false;
    }
    return new Answer(status, headers, body.toByteArray(), whole);
  }

  private byte[] exactly(int size) throws IOException {
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException("cut");
    }
    return bytes;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended");
      }
      if (c != '\r') {
        line.write(c);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** An answer; {@code whole} is false when the connection ended before the body did. */
  public record Answer(int status, Map<String, String> headers, byte[] body, boolean whole) {
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }
}
