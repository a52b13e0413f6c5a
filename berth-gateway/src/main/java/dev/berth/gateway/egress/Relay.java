package dev.berth.gateway.egress;

import dev.berth.gateway.door.IdleWatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies bytes both ways until both ends are done or a limit is reached. */
final class Relay {
  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
  private static final int BUFFER = 32 * 1024;

  private final long limit;
  private final IdleWatch watch;

  Relay(long limit, IdleWatch watch) {
    this.limit = limit;
    this.watch = watch;
  }

  void run(SocketChannel client, SocketChannel server) throws IOException {
    Thread up = Thread.ofVirtual().name("egress-up").start(() -> copyQuietly(client, server));
    try {
      copy(server, client);
      up.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      client.close();
      server.close();
    }
  }

  private void copyQuietly(SocketChannel from, SocketChannel to) {
    try {
      copy(from, to);
    } catch (IOException e) {
      LOG.debug("an egress connection broke off: {}", e.toString());
      try {
        from.close();
        to.close();
      } catch (IOException closing) {
        LOG.debug("closing an egress connection failed", closing);
      }
    }
  }

  private void copy(SocketChannel from, SocketChannel to) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    long copied = 0;
    while (from.read(buffer) >= 0) {
      watch.active();
      buffer.flip();
      copied += buffer.remaining();
      if (copied > limit) {
        throw new IOException("the connection has passed its limit of bytes");
      }
      while (buffer.hasRemaining()) {
        to.write(buffer);
      }
      buffer.clear();
    }
    to.shutdownOutput();
  }
}
