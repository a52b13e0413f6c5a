package dev.berth.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A WebSocket over the frames of a connection. */
final class OpenWebSocket implements WebSocket {
  private final WebSocketFrames frames;
  private final WireJson json;
  private final AtomicBoolean closed = new AtomicBoolean();

  OpenWebSocket(WebSocketFrames frames, WireJson json) {
    this.frames = frames;
    this.json = json;
  }

  @Override
  public Optional<Message> receive() throws IOException {
    try {
      return whole();
    } catch (WebSocketFrames.Violation violation) {
      close(violation.code(), String.valueOf(violation.getMessage()));
      throw new ClientGoneException(violation);
    } catch (IOException e) {
      throw new ClientGoneException(e);
    }
  }

  private Optional<Message> whole() throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    int kind = WebSocketFrames.CONTINUATION;
    while (true) {
      WebSocketFrames.Frame frame = frames.read(message.size());
      if (frame.isControl()) {
        if (control(frame)) {
          return Optional.empty();
        }
        continue;
      }
      boolean isFirst = kind == WebSocketFrames.CONTINUATION;
      if (isFirst == (frame.opcode() == WebSocketFrames.CONTINUATION)) {
        throw new WebSocketFrames.Violation(1002, "a frame out of order");
      }
      kind = isFirst ? frame.opcode() : kind;
      message.writeBytes(frame.payload());
      if (frame.isFinal()) {
        return Optional.of(
            kind == WebSocketFrames.TEXT
                ? new Message.Text(WebSocketFrames.text(message.toByteArray()))
                : new Message.Binary(message.toByteArray()));
      }
    }
  }

  /** True when the client closed. */
  private boolean control(WebSocketFrames.Frame frame) throws IOException {
    if (frame.opcode() == WebSocketFrames.PING) {
      frames.write(WebSocketFrames.PONG, frame.payload());
    }
    if (frame.opcode() != WebSocketFrames.CLOSE) {
      return false;
    }
    byte[] payload = frame.payload();
    if (payload.length == 1) {
      throw new WebSocketFrames.Violation(1002, "half a code");
    }
    int code = payload.length == 0 ? 1000 : ByteBuffer.wrap(payload).getShort() & 0xffff;
    if (!mayBeSent(code)) {
      throw new WebSocketFrames.Violation(1002, "no such code");
    }
    close(code, "");
    return true;
  }

  /** RFC 6455 section 7.4: 1004 to 1006 and 1015 never stand in a frame. */
  private static boolean mayBeSent(int code) {
    return (code >= 1000 && code <= 1014 && (code < 1004 || code > 1006))
        || (code >= 3000 && code <= 4999);
  }

  @Override
  public void send(String text) throws ClientGoneException {
    write(WebSocketFrames.TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void send(byte[] bytes) throws ClientGoneException {
    write(WebSocketFrames.BINARY, bytes);
  }

  @Override
  public void sendJson(@Nullable Object value) throws ClientGoneException {
    write(WebSocketFrames.TEXT, json.write(value).toByteArray());
  }

  private void write(int opcode, byte[] payload) throws ClientGoneException {
    try {
      if (closed.get()) {
        throw new IOException("the socket is closed");
      }
      frames.write(opcode, payload);
    } catch (IOException e) {
      throw new ClientGoneException(e);
    }
  }

  @Override
  public void close(int code, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    if (!mayBeSent(code) || text.length > WebSocketFrames.CONTROL_LIMIT - 2) {
      throw new IllegalArgumentException(
          "code " + code + " or a reason of " + text.length + " bytes");
    }
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    byte[] payload = ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array();
    try {
      frames.write(WebSocketFrames.CLOSE, payload);
    } catch (IOException e) {
      // The client is gone already, which is what closing is for.
      closed.set(true);
    }
  }
}
