package dev.berth.gateway.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A port on loopback that leads to a Unix socket, as session init makes one in the sandbox; it can
 * be told to break connections. Thread-safe.
 */
public final class TcpToUnix implements AutoCloseable {
  private final ServerSocketChannel server;
  private final Path socket;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong cutAfter = new AtomicLong(Long.MAX_VALUE);

  public TcpToUnix(Path socket) throws IOException {
    this.socket = socket;
    server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Thread.ofVirtual().start(this::acceptAll);
  }

  public int port() throws IOException {
    return ((InetSocketAddress) server.getLocalAddress()).getPort();
  }

  /** Breaks every connection that has sent more than so many bytes. */
  public void cutAfter(long bytes) {
    cutAfter.set(bytes);
  }

  /** Breaks every connection that there is. */
  public void breakAll() throws IOException {
    for (SocketChannel channel : open) {
      channel.close();
    }
    open.clear();
  }

  private void acceptAll() {
    while (server.isOpen()) {
      try {
        SocketChannel client = server.accept();
        SocketChannel gateway = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        open.add(client);
        open.add(gateway);
        Thread.ofVirtual().start(() -> copy(client, gateway, true));
        Thread.ofVirtual().start(() -> copy(gateway, client, false));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void copy(SocketChannel from, SocketChannel to, boolean upwards) {
    ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
    long copied = 0;
    try {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        copied += buffer.remaining();
        if (upwards && copied > cutAfter.get()) {
          from.close();
          to.close();
          return;
        }
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
      to.shutdownOutput();
    } catch (IOException broken) {
      closeBoth(from, to);
    }
  }

  private static void closeBoth(SocketChannel one, SocketChannel other) {
    try (one;
        other) {
      // both are closed here
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
