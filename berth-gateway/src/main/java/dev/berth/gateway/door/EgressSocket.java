package dev.berth.gateway.door;

import dev.berth.core.gateway.Grant;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts the egress connections of one grant, each on a virtual thread. Thread-safe. */
final class EgressSocket implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EgressSocket.class);
  private static final int BACKLOG = 128;

  private final ServerSocketChannel server;
  private final Supplier<Grant> grant;
  private final EgressConnections connections;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

  private EgressSocket(
      ServerSocketChannel server, Supplier<Grant> grant, EgressConnections connections) {
    this.server = server;
    this.grant = grant;
    this.connections = connections;
  }

  /** Listens on the path; the file must not exist. */
  static EgressSocket listen(Path path, Supplier<Grant> grant, EgressConnections connections)
      throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(path), BACKLOG);
    } catch (IOException e) {
      server.close();
      throw e;
    }
    EgressSocket socket = new EgressSocket(server, grant, connections);
    Thread.ofVirtual().name("egress-accept").start(socket::acceptAll);
    return socket;
  }

  private void acceptAll() {
    while (server.isOpen()) {
      try {
        SocketChannel client = server.accept();
        Thread.ofVirtual().name("egress").start(() -> serve(client));
      } catch (ClosedChannelException closed) {
        return;
      } catch (IOException e) {
        LOG.warn("an egress connection of {} was not accepted", grant.get().session(), e);
      }
    }
  }

  private void serve(SocketChannel client) {
    open.add(client);
    try (client) {
      Grant current = grant.get();
      if (server.isOpen() && current.deadAt().isEmpty()) {
        connections.serve(current, client);
      }
    } catch (IOException e) {
      LOG.debug("closing an egress connection of {} failed", grant.get().session(), e);
    } finally {
      open.remove(client);
    }
  }

  /**
   * Ends the connections that were accepted before. A connection that is accepted now was put among
   * the open ones before its grant is looked at, so that it is ended here or sees the change.
   */
  void breakOff() {
    for (SocketChannel client : open) {
      try {
        client.close();
      } catch (IOException e) {
        LOG.warn("an egress connection of {} was not closed", grant.get().session(), e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    breakOff();
  }
}
