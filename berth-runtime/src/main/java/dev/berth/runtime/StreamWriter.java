package dev.berth.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Frames server-sent events on a blocking connection, in chunks where the client speaks HTTP/1.1.
 */
final class StreamWriter implements EventSink {
  private static final byte[] CRLF = "\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END_OF_EVENT = "\n\n".getBytes(StandardCharsets.US_ASCII);

  private final Connection connection;
  private final WireJson json;
  private final boolean chunked;

  StreamWriter(RequestHead request, Connection connection, WireJson json) {
    this.connection = connection;
    this.json = json;
    chunked = request.http11();
  }

  void begin(boolean keepAlive) throws ClientGoneException {
    String head =
        "HTTP/1.1 200 OK\r\n"
            + "Content-Type: text/event-stream; charset=utf-8\r\n"
            + "Cache-Control: no-cache\r\n"
            + "Connection: "
            + (keepAlive ? "keep-alive" : "close")
            + (chunked ? "\r\nTransfer-Encoding: chunked" : "")
            + "\r\n\r\n";
    write(head.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void send(@Nullable Object value) throws ClientGoneException {
    sendJson(json.write(value));
  }

  void sendJson(byte[] body) throws ClientGoneException {
    if (!chunked) {
      write(DATA, body, END_OF_EVENT);
      return;
    }
    String size = Integer.toHexString(DATA.length + body.length + END_OF_EVENT.length);
    write(size.getBytes(StandardCharsets.US_ASCII), CRLF, DATA, body, END_OF_EVENT, CRLF);
  }

  void end() throws ClientGoneException {
    if (chunked) {
      write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
  }

  private void write(byte[]... parts) throws ClientGoneException {
    try {
      connection.write(parts);
    } catch (IOException e) {
      throw new ClientGoneException(e);
    }
  }
}
