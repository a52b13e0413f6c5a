package dev.berth.init.forward;

import dev.berth.init.clock.Clock;
import dev.berth.init.http.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * A port of 127.0.0.1 that leads to one endpoint. Each connection dials the endpoint anew, so one
 * whose socket was made again (by a restarted control plane) is found without doing anything.
 * Halves are closed as they end: a client that has sent everything may still read the answer. When
 * the endpoint is away the client's connection is closed at once, which it sees as a broken
 * connection and may retry.
 *
 * <p>Thread-safe. Two virtual threads per connection.
 */
public final class Forwarder implements AutoCloseable {
  private final ServerSocketChannel server;
  private final Endpoint target;
  private final Clock clock;

  private Forwarder(ServerSocketChannel server, Endpoint target, Clock clock) {
    this.server = server;
    this.target = target;
    this.clock = clock;
  }

  /**
   * Starts listening.
   *
   * @param port of 127.0.0.1; 0 for a free one
   * @throws IOException when the port is taken
   */
  public static Forwarder open(int port, Endpoint target, Clock clock) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      byte[] localhost = {127, 0, 0, 1};
      server.bind(new InetSocketAddress(InetAddress.getByAddress(localhost), port), 128);
    } catch (IOException e) {
      server.close();
      throw new IOException("port " + port + " of 127.0.0.1 cannot be used", e);
    }
    Forwarder forwarder = new Forwarder(server, target, clock);
    Thread.ofVirtual().name("forward-" + port).start(forwarder::acceptAll);
    return forwarder;
  }

  /** The port it listens on. */
  public int port() {
    return server.socket().getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void acceptAll() {
    while (server.isOpen()) {
      try {
        SocketChannel client = server.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        pauseAfter(e);
      }
    }
  }

  /** Out of descriptors, for instance: a moment later there may be some. */
  private void pauseAfter(IOException failure) {
    System.err.println("init: a connection could not be accepted: " + failure.getMessage());
    try {
      clock.sleep(Duration.ofMillis(50));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(SocketChannel client) {
    try (client;
        SocketChannel upstream = target.dial()) {
      Thread back = Thread.ofVirtual().start(() -> pump(upstream, client));
      pump(client, upstream);
      back.join();
    } catch (IOException e) {
      // The control plane is away; closing the client's connection tells it so.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Copies until the source ends, then closes the target's half. */
  private static void pump(SocketChannel from, SocketChannel to) {
    ByteBuffer buffer = ByteBuffer.allocate(16 << 10);
    try {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
      to.shutdownOutput();
    } catch (IOException e) {
      // One side is gone: nothing more can pass either way.
      closeBoth(from, to);
    }
  }

  private static void closeBoth(SocketChannel one, SocketChannel other) {
    try (one;
        other) {
      return;
    } catch (IOException e) {
      // Closing a socket that is already broken has nothing left to lose.
      return;
    }
  }
}
