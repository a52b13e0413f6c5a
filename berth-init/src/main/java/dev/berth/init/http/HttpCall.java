package dev.berth.init.http;

import dev.berth.init.clock.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One request and one response on a connection of its own. (The JDK's HTTP client knows no Unix
 * sockets and takes longer to load than a session has to start.)
 *
 * <p>Thread-safe: each call has its own connection.
 */
public final class HttpCall {
  private final Clock clock;

  public HttpCall(Clock clock) {
    this.clock = clock;
  }

  /** What is done with a response while its connection is open. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(Response response) throws IOException;
  }

  /**
   * Sends the request and reads the answer.
   *
   * @param limit how long the whole exchange may take; afterwards the connection is closed
   * @throws IOException when the endpoint cannot be reached, breaks off, talks something else than
   *     HTTP, or takes longer than the limit
   */
  public <T> T exchange(Endpoint endpoint, Request request, Duration limit, Reader<T> reader)
      throws IOException {
    SocketChannel channel = endpoint.dial();
    AtomicBoolean late = new AtomicBoolean();
    Thread watch = Thread.ofVirtual().start(() -> closeAfter(channel, limit, late));
    try (channel) {
      write(channel, request.head());
      write(channel, request.body());
      ChannelInput input = new ChannelInput(channel);
      return reader.read(ResponseParser.parse(input));
    } catch (IOException e) {
      if (late.get()) {
        throw new IOException("no answer within " + limit.toMillis() + " ms", e);
      }
      throw e;
    } finally {
      watch.interrupt();
    }
  }

  private void closeAfter(SocketChannel channel, Duration limit, AtomicBoolean late) {
    try {
      clock.sleep(limit);
      late.set(true);
      channel.close();
    } catch (InterruptedException e) {
      // The exchange ended first: that is the usual way for a watch to end.
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(SocketChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
