package dev.berth.gateway.egress;

import dev.berth.core.egress.EgressRefusal;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.time.Time;
import dev.berth.gateway.door.IdleWatch;
import dev.berth.gateway.egress.TrafficMeter.Way;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An allowed connection: to the first address that answers, with a TLS hello that names the very
 * host, and then both ways.
 *
 * @param in what the client says after its CONNECT
 * @param refused is told of a hello that is not let through, and of bytes that may not be passed on
 */
record Tunnel(
    Target target,
    SocketChannel client,
    InputStream in,
    TrafficMeter meter,
    Consumer<EgressRefusal> refused) {
  private static final Logger LOG = LoggerFactory.getLogger(Tunnel.class);

  /** Of a host's addresses, how many are tried one after the other, and for how long each. */
  private static final int MOST_ADDRESSES = 3;

  private static final int CONNECT_MILLIS = 5_000;

  /** Runs until both ends are done. */
  void run(List<InetAddress> addresses, EgressDoor.Settings settings, Time time)
      throws IOException {
    Optional<SocketChannel> connected = connected(addresses, target.port());
    if (connected.isEmpty()) {
      ConnectCall.refuse(
          client,
          "502 Bad Gateway",
          ErrorCode.UNAVAILABLE,
          target + " is allowed, and cannot be reached");
      return;
    }
    try (SocketChannel server = connected.get()) {
      ConnectCall.accept(client);
      ClientHello hello;
      try (IdleWatch _ = IdleWatch.over(settings.head(), time, client, server)) {
        hello = ClientHello.read(in);
      } catch (ClientHello.RefusedException e) {
        refused.accept(e.reason());
        return;
      }
      if (!hello.serverName().equals(Optional.of(target.host()))) {
        refused.accept(
            hello.serverName().isEmpty() ? EgressRefusal.NO_NAME : EgressRefusal.OTHER_NAME);
        return;
      }
      try (IdleWatch watch = IdleWatch.over(settings.idle(), time, client, server)) {
        relay(hello, server, watch);
      }
    }
  }

  private void relay(ClientHello hello, SocketChannel server, IdleWatch watch) throws IOException {
    if (!meter.take(Way.SENT, hello.bytes().length)) {
      spent(Way.SENT);
      return;
    }
    OutputStream out = Channels.newOutputStream(server);
    out.write(hello.bytes());
    new Relay(meter, watch, this::spent).run(client, server);
  }

  private void spent(Way way) {
    refused.accept(
        switch (way) {
          case SENT -> EgressRefusal.SENT_TOO_MUCH;
          case RECEIVED -> EgressRefusal.RECEIVED_TOO_MUCH;
        });
  }

  private static Optional<SocketChannel> connected(List<InetAddress> addresses, int port)
      throws IOException {
    for (InetAddress address : addresses.stream().limit(MOST_ADDRESSES).toList()) {
      SocketChannel server = SocketChannel.open();
      try {
        server.socket().connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
        return Optional.of(server);
      } catch (IOException e) {
        LOG.debug("{} port {} is not reached: {}", address, port, e.toString());
        server.close();
      }
    }
    return Optional.empty();
  }
}
