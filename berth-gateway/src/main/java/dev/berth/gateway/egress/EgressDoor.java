package dev.berth.gateway.egress;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.gateway.Grant;
import dev.berth.core.id.LeaseId;
import dev.berth.core.time.Time;
import dev.berth.gateway.door.EgressConnections;
import dev.berth.gateway.door.IdleWatch;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out of a sandbox: {@code CONNECT} to an allowed host, and TLS to that very host through
 * it. Names are resolved here, once, and the address that was judged is the one that is connected
 * to. Thread-safe.
 */
public final class EgressDoor implements EgressConnections {
  private static final Logger LOG = LoggerFactory.getLogger(EgressDoor.class);
  private static final int HEAD_BYTES = 8 * 1024;

  private final Settings settings;
  private final EgressPolicies policies;
  private final Resolver resolver;
  private final Time time;
  private final Map<LeaseId, Semaphore> connections = new ConcurrentHashMap<>();
  private final Denials denials = new Denials();

  public EgressDoor(Settings settings, EgressPolicies policies, Resolver resolver, Time time) {
    this.settings = settings;
    this.policies = policies;
    this.resolver = resolver;
    this.time = time;
  }

  /**
   * What holds for all sessions.
   *
   * @param privateHosts hosts that may have private addresses, because an operator says so
   * @param forbiddenHosts forges and model providers: they have doors of their own
   * @param connectionsPerSession at one time
   * @param bytesPerConnection in each direction
   * @param idle how long a connection may be silent in both directions
   * @param head how long the CONNECT may take, and then the TLS hello
   */
  public record Settings(
      Set<String> privateHosts,
      Set<String> forbiddenHosts,
      int connectionsPerSession,
      long bytesPerConnection,
      Duration idle,
      Duration head) {
    public Settings {
      privateHosts = Set.copyOf(privateHosts);
      forbiddenHosts = Set.copyOf(forbiddenHosts);
    }

    /** 64 connections, 4 GiB, 5 minutes, 30 seconds. */
    public static Settings of(Set<String> privateHosts, Set<String> forbiddenHosts) {
      return new Settings(
          privateHosts,
          forbiddenHosts,
          64,
          4L << 30,
          Duration.ofMinutes(5),
          Duration.ofSeconds(30));
    }
  }

  /** Finds the addresses of a host. */
  @FunctionalInterface
  public interface Resolver {
    List<InetAddress> resolve(String host) throws UnknownHostException;

    /** The machine's own. */
    static Resolver system() {
      return host -> List.of(InetAddress.getAllByName(host));
    }
  }

  @Override
  public void forget(Grant grant) {
    if (isOver(grant)) {
      tellMore(grant, denials.leave(grant.lease()));
    }
    if (grant.deadAt().isPresent()) {
      connections.remove(grant.lease());
    }
  }

  private static boolean isOver(Grant grant) {
    return grant.narrowedAt().isPresent() || grant.deadAt().isPresent();
  }

  @Override
  public void serve(Grant grant, SocketChannel client) {
    Semaphore places =
        connections.computeIfAbsent(
            grant.lease(), _ -> new Semaphore(settings.connectionsPerSession()));
    try {
      if (!places.tryAcquire()) {
        refuse(client, "429 Too Many Requests", "too many connections at once from this session");
        return;
      }
      try {
        tunnel(grant, client);
      } finally {
        places.release();
      }
    } catch (IOException e) {
      LOG.debug("an egress connection of {} broke off: {}", grant.session(), e.toString());
    }
  }

  private void tunnel(Grant grant, SocketChannel client) throws IOException {
    InputStream in = Channels.newInputStream(client);
    String line;
    try (IdleWatch _ = IdleWatch.over(settings.head(), time, client)) {
      line = head(in);
    } catch (EOFException probe) {
      return;
    }
    // Only now: who is answered before it has spoken may fail to speak and never hear why.
    if (isOver(grant)) {
      refuse(client, "403 Forbidden", "the session's result is in; the way out is closed");
      return;
    }
    String[] words = line.split(" ", -1);
    if (words.length != 3 || !words[0].equals("CONNECT")) {
      refuse(client, "405 Method Not Allowed", "the egress door takes CONNECT only: use https");
      return;
    }
    Optional<Target> target = Target.parse(words[1], EgressRules.HTTPS);
    if (target.isEmpty()) {
      refuse(client, "400 Bad Request", "CONNECT needs a host name and a port, not an address");
      return;
    }
    Optional<String> refusal = judge(grant, target.get());
    if (refusal.isPresent()) {
      deny(grant, target.get(), refusal.get(), client);
      return;
    }
    Optional<InetAddress> address = address(target.get());
    if (address.isEmpty()) {
      deny(grant, target.get(), "it has no public address", client);
      return;
    }
    connect(grant, target.get(), address.get(), client, in);
  }

  private Optional<String> judge(Grant grant, Target target) {
    boolean forbidden =
        settings.forbiddenHosts().stream()
            .anyMatch(h -> target.host().equals(h) || target.host().endsWith("." + h));
    if (forbidden) {
      return Optional.of("it has a door of its own at the gateway");
    }
    return policies.of(grant).allows(target)
        ? Optional.empty()
        : Optional.of("it is not on the repository's egress list");
  }

  /** The one address that is used; all of them must be allowed, so that none can be chosen. */
  private Optional<InetAddress> address(Target target) {
    try {
      List<InetAddress> all = resolver.resolve(target.host());
      boolean allowed =
          settings.privateHosts().contains(target.host())
              || all.stream().allMatch(Addresses::isPublic);
      return allowed ? all.stream().findFirst() : Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private void connect(
      Grant grant, Target target, InetAddress address, SocketChannel client, InputStream in)
      throws IOException {
    try (SocketChannel server = SocketChannel.open()) {
      try {
        server.socket().connect(new InetSocketAddress(address, target.port()), 10_000);
      } catch (IOException e) {
        refuse(client, "502 Bad Gateway", target + " cannot be reached");
        return;
      }
      send(client, "HTTP/1.1 200 Connection established\r\n\r\n");
      ClientHello hello;
      try (IdleWatch _ = IdleWatch.over(settings.head(), time, client, server)) {
        hello = ClientHello.read(in);
      } catch (ClientHello.NotTlsException e) {
        note(grant, target, e.getMessage() == null ? "it is not TLS" : e.getMessage());
        return;
      }
      if (!hello.serverName().equals(Optional.of(target.host()))) {
        note(grant, target, "the TLS name differs from the host of the CONNECT");
        return;
      }
      try (IdleWatch watch = IdleWatch.over(settings.idle(), time, client, server)) {
        OutputStream out = Channels.newOutputStream(server);
        out.write(hello.bytes());
        new Relay(settings.bytesPerConnection(), watch).run(client, server);
      }
    }
  }

  private void deny(Grant grant, Target target, String reason, SocketChannel client)
      throws IOException {
    note(grant, target, reason);
    refuse(
        client,
        "403 Forbidden",
        target + " is not allowed: " + reason + ". " + ErrorCode.EGRESS_DENIED.remedy());
  }

  private void note(Grant grant, Target target, String reason) {
    Denials.Told told = denials.note(grant.lease(), target, time.now());
    tellMore(grant, told.untold());
    if (told.now()) {
      policies.denied(grant, target, reason, ErrorCode.EGRESS_DENIED.remedy());
    }
  }

  private void tellMore(Grant grant, long untold) {
    if (untold > 0) {
      policies.deniedMore(grant, untold);
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < HEAD_BYTES) {
      int c = in.read();
      if (c < 0) {
        throw new EOFException("the connection ended in its head");
      }
      head.append((char) c);
      if (head.length() >= 4 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
        return head.substring(0, head.indexOf("\r\n"));
      }
    }
    throw new IOException("the head is too large");
  }

  private static void refuse(SocketChannel client, String status, String words) throws IOException {
    byte[] body = (words + "\n").getBytes(StandardCharsets.UTF_8);
    send(
        client,
        "HTTP/1.1 "
            + status
            + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
            + body.length
            + "\r\nConnection: close\r\n\r\n"
            + words
            + "\n");
  }

  private static void send(SocketChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
