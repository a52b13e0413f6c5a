package dev.berth.init.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Where a connection leads. Immutable. */
public sealed interface Endpoint {

  /** Opens a new connection; every call dials again, so a socket made anew is found. */
  SocketChannel dial() throws IOException;

  /** A Unix socket. At most 108 bytes of path, which is the kernel's limit. */
  record Unix(Path socket) implements Endpoint {
    @Override
    public SocketChannel dial() throws IOException {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      return connected(channel, UnixDomainSocketAddress.of(socket));
    }
  }

  /** A port of 127.0.0.1. */
  record Loopback(int port) implements Endpoint {
    @Override
    public SocketChannel dial() throws IOException {
      SocketChannel channel = SocketChannel.open();
      byte[] localhost = {127, 0, 0, 1};
      return connected(channel, new InetSocketAddress(InetAddress.getByAddress(localhost), port));
    }
  }

  private static SocketChannel connected(SocketChannel channel, java.net.SocketAddress address)
      throws IOException {
    try {
      channel.connect(address);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }
}
