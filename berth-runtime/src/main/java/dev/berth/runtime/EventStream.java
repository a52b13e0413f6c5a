package dev.berth.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events of one answer. When the client goes away, the producer's thread is
 * interrupted, also while it sends nothing; nothing else is.
 */
final class EventStream implements EventSink {
  private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END_OF_EVENT = "\n\n".getBytes(StandardCharsets.US_ASCII);

  private enum State {
    OPEN,
    ENDED,
    GONE
  }

  private final OutputStream out;
  private final WireJson json;
  private final Thread producer = Thread.currentThread();
  private State state = State.OPEN;

  private EventStream(OutputStream out, WireJson json) {
    this.out = out;
    this.json = json;
  }

  /** Begins the answer on the thread that will produce. */
  static EventStream open(Exchange exchange, Map<String, String> more, WireJson json)
      throws ClientGoneException {
    Map<String, String> headers = new LinkedHashMap<>(more);
    headers.put("Content-Type", "text/event-stream; charset=utf-8");
    headers.put("Cache-Control", "no-cache");
    try {
      OutputStream out = exchange.answer(200, headers, OptionalLong.empty());
      EventStream stream = new EventStream(out, json);
      exchange.whenClientGone(stream::leave);
      return stream;
    } catch (IOException e) {
      throw new ClientGoneException(e);
    }
  }

  @Override
  public void send(@Nullable Object value) throws ClientGoneException {
    write(json.write(value));
  }

  /** The one event that ends a failing stream. */
  void fail(Throwable failure) throws ClientGoneException {
    write(json.streamError(failure));
  }

  void end() throws ClientGoneException {
    if (!close(State.ENDED)) {
      throw new ClientGoneException(new IOException("the client closed the connection"));
    }
    try {
      out.close();
    } catch (IOException e) {
      throw new ClientGoneException(e);
    }
  }

  synchronized boolean isGone() {
    return state == State.GONE;
  }

  private void write(ByteArrayOutputStream body) throws ClientGoneException {
    ByteArrayOutputStream event =
        new ByteArrayOutputStream(DATA.length + body.size() + END_OF_EVENT.length);
    try {
      event.write(DATA);
      body.writeTo(event);
      event.write(END_OF_EVENT);
      if (isGone()) {
        throw new IOException("the client closed the connection");
      }
      event.writeTo(out);
      out.flush();
    } catch (IOException e) {
      close(State.GONE);
      throw new ClientGoneException(e);
    }
  }

  private synchronized boolean close(State end) {
    boolean wasOpen = state == State.OPEN;
    if (wasOpen) {
      state = end;
    }
    return wasOpen;
  }

  /** Under the lock, so that a stream that has ended never interrupts its thread's next work. */
  private synchronized void leave() {
    if (state == State.OPEN) {
      state = State.GONE;
      producer.interrupt();
    }
  }
}
