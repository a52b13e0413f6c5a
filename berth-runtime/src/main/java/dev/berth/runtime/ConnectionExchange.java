package dev.berth.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** An exchange on a connection of our own listener. */
final class ConnectionExchange implements Exchange {
  private final RequestHead head;
  private final Connection connection;
  private final BodyStream body;
  private boolean continued;
  private boolean keep;

  /**
   * The exchange that a head begins.
   *
   * @throws HttpFailure 413 when the announced body is over the limit
   */
  ConnectionExchange(RequestHead head, Connection connection, long maxPayload) {
    this.head = head;
    this.connection = connection;
    body = new BodyStream(head, connection, maxPayload);
  }

  /** Whether the connection can be used again. */
  boolean isReusable() {
    return keep && body.ended();
  }

  @Override
  public String method() {
    return head.method();
  }

  @Override
  public String path() {
    return head.path();
  }

  @Override
  public Map<String, String> headers() {
    return head.headers();
  }

  @Override
  public InputStream body() {
    return new Body();
  }

  /** Tells a client that waits for it to go on, when its body is first wanted. */
  private final class Body extends InputStream {
    @Override
    public int read() throws IOException {
      goOn();
      return body.read();
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
      goOn();
      return body.read(target, offset, count);
    }

    private void goOn() throws IOException {
      if (!continued
          && head.header("Expect").filter("100-continue"::equalsIgnoreCase).isPresent()) {
        connection.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      continued = true;
    }
  }

  @Override
  public OutputStream answer(int status, Map<String, String> headers, OptionalLong length)
      throws IOException {
    Map<String, String> all = new LinkedHashMap<>(headers);
    // A stream's connection is read to see its client go, so it is not used again.
    keep = length.isPresent() && head.keepAlive();
    boolean chunked = length.isEmpty() && head.http11();
    length.ifPresent(bytes -> all.put("Content-Length", Long.toString(bytes)));
    if (chunked) {
      all.put("Transfer-Encoding", "chunked");
    }
    all.put("Connection", keep && body.ended() ? "keep-alive" : "close");
    byte[] start = Connection.head(status, all);
    return length.isPresent() ? new Fixed(start) : new Streamed(start, chunked);
  }

  /** Head and body in as few packets as there are writes. */
  private final class Fixed extends OutputStream {
    private byte[] start;

    private Fixed(byte[] start) {
      this.start = start;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      connection.write(ByteBuffer.wrap(start), ByteBuffer.wrap(bytes, offset, count));
      start = new byte[0];
    }

    @Override
    public void close() throws IOException {
      connection.write(start);
      start = new byte[0];
    }
  }

  /** Each write is a chunk of its own. */
  private final class Streamed extends OutputStream {
    private static final byte[] CRLF = {'\r', '\n'};
    private final boolean chunked;

    private Streamed(byte[] start, boolean chunked) throws IOException {
      this.chunked = chunked;
      connection.write(start);
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      ByteBuffer part = ByteBuffer.wrap(bytes, offset, count);
      if (!chunked) {
        connection.write(part);
      } else if (count > 0) {
        byte[] size = (Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        connection.write(ByteBuffer.wrap(size), part, ByteBuffer.wrap(CRLF));
      }
    }

    @Override
    public void close() throws IOException {
      if (chunked) {
        connection.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  /** Reads on beside the writing: the end of the stream, or a reset, is the client's going. */
  @Override
  public void whenClientGone(Runnable action) {
    if (!body.ended()) {
      return;
    }
    Thread.ofVirtual()
        .name("berth-watch")
        .start(
            () -> {
              if (connection.awaitEnd()) {
                action.run();
              }
            });
  }
}
