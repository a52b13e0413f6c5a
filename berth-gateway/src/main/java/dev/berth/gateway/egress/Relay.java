package dev.berth.gateway.egress;

import dev.berth.core.error.BerthException;
import dev.berth.gateway.door.IdleWatch;
import dev.berth.gateway.egress.TrafficMeter.Way;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies bytes both ways until both ends are done or the session may move no more. */
final class Relay {
  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
  private static final int BUFFER = 32 * 1024;

  private final TrafficMeter meter;
  private final IdleWatch watch;
  private final Consumer<Way> spent;

  /**
   * @param spent is told when bytes may not be passed on; both ends are closed then
   */
  Relay(TrafficMeter meter, IdleWatch watch, Consumer<Way> spent) {
    this.meter = meter;
    this.watch = watch;
    this.spent = spent;
  }

  void run(SocketChannel client, SocketChannel server) throws IOException {
    Thread up =
        Thread.ofVirtual().name("egress-up").start(() -> copyQuietly(client, server, Way.SENT));
    try {
      copy(server, client, Way.RECEIVED);
      up.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      client.close();
      server.close();
    }
  }

  private void copyQuietly(SocketChannel from, SocketChannel to, Way way) {
    try {
      copy(from, to, way);
    } catch (IOException | BerthException e) {
      LOG.debug("an egress connection broke off: {}", e.toString());
      try {
        from.close();
        to.close();
      } catch (IOException closing) {
        LOG.debug("closing an egress connection failed", closing);
      }
    }
  }

  private void copy(SocketChannel from, SocketChannel to, Way way) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    while (from.read(buffer) >= 0) {
      watch.active();
      buffer.flip();
      if (!meter.take(way, buffer.remaining())) {
        spent.accept(way);
        throw new IOException("the session may move no more bytes");
      }
      while (buffer.hasRemaining()) {
        to.write(buffer);
      }
      buffer.clear();
    }
    to.shutdownOutput();
  }
}
