package dev.berth.runtime;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Accepts connections and reads request heads on one platform thread of its own, which answers
 * {@code /ping} itself; every other request is handed to a virtual thread. So a ping waits for no
 * handler, whatever they do to their threads.
 */
final class HttpListener implements AutoCloseable {
  /** What is done with a request. */
  interface Routes {
    /**
     * An answer that needs no waiting, given on the listener's thread; empty to have the request
     * served.
     */
    Optional<byte[]> quick(RequestHead head);

    /** Serves a request on a virtual thread; true when the connection can be used again. */
    boolean serve(RequestHead head, Connection connection) throws IOException;

    /** The answer to a head that could not be parsed. */
    byte[] refusal(HttpFailure failure);
  }

  private final Routes routes;
  private final JsonLog log;
  private final Selector selector;
  private final ServerSocketChannel server;
  private final Thread thread;
  private final Queue<Connection> returned = new ConcurrentLinkedQueue<>();
  private volatile boolean accepting = true;
  private volatile boolean open = true;

  HttpListener(InetSocketAddress address, Routes routes, JsonLog log) throws IOException {
    this.routes = routes;
    this.log = log;
    selector = Selector.open();
    server = ServerSocketChannel.open();
    server.bind(address, 1024);
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
    thread = Thread.ofPlatform().name("berth-listener").daemon().unstarted(this::loop);
  }

  void start() {
    thread.start();
  }

  int port() throws IOException {
    return ((InetSocketAddress) server.getLocalAddress()).getPort();
  }

  /** Refuses new connections; those that are open are served on. */
  void stopAccepting() {
    accepting = false;
    selector.wakeup();
  }

  private void loop() {
    while (open) {
      try {
        selector.select();
        if (!accepting && server.isOpen()) {
          server.close();
        }
        step();
      } catch (IOException | RuntimeException e) {
        // Whatever one connection did, the others and ping go on.
        log.error("listener", "The listener could not serve a connection", e);
      }
    }
    selector.keys().forEach(HttpListener::closeKey);
    closeQuietly();
  }

  private void step() {
    List<Ready> ready = new ArrayList<>();
    for (SelectionKey key : selector.selectedKeys()) {
      if (key.isValid() && key.isAcceptable()) {
        accept();
      } else if (key.isValid() && key.attachment() instanceof Connection connection) {
        read(key, connection).ifPresent(ready::add);
      }
    }
    selector.selectedKeys().clear();
    hand(ready);
    for (Connection connection = returned.poll();
        connection != null;
        connection = returned.poll()) {
      adopt(connection);
    }
  }

  private void accept() {
    try {
      SocketChannel channel = server.accept();
      if (channel != null) {
        channel.socket().setTcpNoDelay(true);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, new Connection(channel));
      }
    } catch (IOException e) {
      log.error("listener", "A connection could not be accepted", e);
    }
  }

  /** A request whose head is complete. */
  private record Ready(RequestHead head, Connection connection) {}

  private Optional<Ready> read(SelectionKey key, Connection connection) {
    try {
      if (!connection.fill()) {
        connection.close();
        return Optional.empty();
      }
      Optional<Ready> ready = next(connection);
      if (ready.isPresent()) {
        key.cancel();
      }
      return ready;
    } catch (IOException e) {
      // A client that resets its connection is ordinary; there is nobody left to tell.
      connection.close();
      return Optional.empty();
    }
  }

  /** Answers the quick requests that are complete; the first other one is returned. */
  private Optional<Ready> next(Connection connection) throws IOException {
    try {
      Optional<RequestHead> head = connection.takeHead();
      while (head.isPresent()) {
        Optional<byte[]> answer = routes.quick(head.get());
        if (answer.isEmpty()) {
          return Optional.of(new Ready(head.get(), connection));
        }
        connection.write(answer.get());
        if (!head.get().keepAlive() || head.get().hasBody()) {
          connection.close();
          return Optional.empty();
        }
        head = connection.takeHead();
      }
    } catch (HttpFailure failure) {
      connection.write(routes.refusal(failure));
      connection.close();
    } catch (RuntimeException e) {
      log.error("listener", "A request could not be taken", e);
      connection.write(routes.refusal(new HttpFailure(500, "Internal error")));
      connection.close();
    }
    return Optional.empty();
  }

  private void hand(List<Ready> ready) {
    if (ready.isEmpty()) {
      return;
    }
    try {
      // A cancelled key leaves its channel only in the next selection, and a registered channel
      // cannot block.
      selector.selectNow(key -> {});
    } catch (IOException e) {
      log.error("listener", "The listener could not release connections", e);
    }
    for (Ready request : ready) {
      Thread.ofVirtual().name("berth-request").start(() -> serve(request));
    }
  }

  private void serve(Ready request) {
    Connection connection = request.connection();
    try {
      connection.channel().configureBlocking(true);
      if (!routes.serve(request.head(), connection) || !open) {
        connection.close();
        return;
      }
      connection.channel().configureBlocking(false);
      returned.add(connection);
      selector.wakeup();
    } catch (IOException e) {
      // The client is gone or unreadable: only its own connection ends.
      connection.close();
    } catch (RuntimeException | Error e) {
      log.error("listener", "A request could not be served", e);
      connection.close();
    }
  }

  private void adopt(Connection connection) {
    try {
      Optional<Ready> ready = next(connection);
      if (ready.isPresent()) {
        Ready request = ready.get();
        Thread.ofVirtual().name("berth-request").start(() -> serve(request));
      } else if (connection.channel().isOpen()) {
        connection.channel().register(selector, SelectionKey.OP_READ, connection);
      }
    } catch (IOException e) {
      // Closed by the client between two requests: ordinary.
      connection.close();
    }
  }

  private static void closeKey(SelectionKey key) {
    if (key.attachment() instanceof Connection connection) {
      connection.close();
    }
  }

  private void closeQuietly() {
    try {
      server.close();
      selector.close();
    } catch (IOException e) {
      log.error("listener", "The listener could not be closed", e);
    }
  }

  @Override
  public void close() {
    open = false;
    selector.wakeup();
  }
}
