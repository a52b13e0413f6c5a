package dev.berth.gateway.egress;

import dev.berth.core.egress.EgressRefusal;
import dev.berth.core.egress.Traffic;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.gateway.Grant;
import dev.berth.core.id.LeaseId;
import dev.berth.core.time.Time;
import dev.berth.gateway.door.EgressConnections;
import dev.berth.gateway.door.IdleWatch;
import dev.berth.gateway.egress.EgressPolicies.Reach;
import dev.berth.gateway.egress.TrafficMeter.Way;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
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
 * it. Names are resolved here, once, and the addresses that were judged are the ones that are
 * connected to. Thread-safe.
 */
public final class EgressDoor implements EgressConnections {
  private static final Logger LOG = LoggerFactory.getLogger(EgressDoor.class);

  /** Of a host's addresses, how many are tried one after the other, and for how long each. */
  private static final int MOST_ADDRESSES = 3;

  private static final int CONNECT_MILLIS = 5_000;

  private final Settings settings;
  private final EgressPolicies policies;
  private final Resolver resolver;
  private final Time time;
  private final Map<LeaseId, OfSession> sessions = new ConcurrentHashMap<>();
  private final Refusals refusals;

  public EgressDoor(Settings settings, EgressPolicies policies, Resolver resolver, Time time) {
    this.settings = settings;
    this.policies = policies;
    this.resolver = resolver;
    this.time = time;
    this.refusals = new Refusals(policies, time);
  }

  /**
   * What holds for all sessions.
   *
   * @param privateHosts hosts that may have private addresses, because an operator says so
   * @param forbiddenHosts forges and model providers: they have doors of their own
   * @param connectionsPerSession at one time
   * @param bytesPerSession at most, in both directions, over all its connections
   * @param idle how long a connection may be silent in both directions
   * @param head how long the CONNECT may take, and then the TLS hello
   */
  public record Settings(
      Set<String> privateHosts,
      Set<String> forbiddenHosts,
      int connectionsPerSession,
      Traffic bytesPerSession,
      Duration idle,
      Duration head) {
    public Settings {
      privateHosts = Set.copyOf(privateHosts);
      forbiddenHosts = Set.copyOf(forbiddenHosts);
    }

    /** 64 connections, 2 GiB sent and 20 GiB received, 5 minutes, 30 seconds. */
    public static Settings of(Set<String> privateHosts, Set<String> forbiddenHosts) {
      return new Settings(
          privateHosts,
          forbiddenHosts,
          64,
          new Traffic(2L << 30, 20L << 30),
          Duration.ofMinutes(5),
          Duration.ofSeconds(30));
    }

    /** The same with these limits of traffic. */
    public Settings within(Traffic traffic) {
      return new Settings(privateHosts, forbiddenHosts, connectionsPerSession, traffic, idle, head);
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

  /**
   * What one session has here.
   *
   * @param open its connections that are allowed or being judged
   */
  private record OfSession(Semaphore places, TrafficMeter meter, Set<Tunnel> open) {}

  /** A connection, and where it leads. */
  private record Tunnel(Target target, SocketChannel client) {}

  @Override
  public void forget(Grant grant) {
    if (isOver(grant)) {
      refusals.leave(grant);
    }
    if (grant.deadAt().isPresent()) {
      sessions.remove(grant.lease());
    }
  }

  private static boolean isOver(Grant grant) {
    return grant.narrowedAt().isPresent() || grant.deadAt().isPresent();
  }

  /** A session was refused something else than a connection here: it is told and counted alike. */
  public void refused(Grant grant, Refused refused) {
    refusals.note(grant, refused);
  }

  @Override
  public void recheck(Grant grant) {
    OfSession session = sessions.get(grant.lease());
    if (session == null || session.open().isEmpty()) {
      return;
    }
    EgressRules rules = policies.of(grant).rules();
    for (Tunnel tunnel : session.open()) {
      if (!rules.allows(tunnel.target())) {
        LOG.info("{} of {} is not allowed any more: cut", tunnel.target(), grant.session());
        try {
          tunnel.client().close();
        } catch (IOException e) {
          LOG.warn("a connection of {} was not closed", grant.session(), e);
        }
      }
    }
  }

  @Override
  public void serve(Grant grant, SocketChannel client) {
    try {
      OfSession session = sessions.computeIfAbsent(grant.lease(), _ -> opened(grant));
      if (!session.places().tryAcquire()) {
        ConnectCall.refuse(
            client,
            "429 Too Many Requests",
            ErrorCode.GATEWAY_CROWDED,
            "too many connections at once from this session");
        return;
      }
      try {
        tunnel(grant, session, client);
      } finally {
        session.places().release();
      }
    } catch (IOException e) {
      LOG.debug("an egress connection of {} broke off: {}", grant.session(), e.toString());
    } catch (BerthException e) {
      LOG.warn("an egress connection of {} was not served: {}", grant.session(), e.toString());
    }
  }

  private OfSession opened(Grant grant) {
    return new OfSession(
        new Semaphore(settings.connectionsPerSession()),
        new TrafficMeter(
            settings.bytesPerSession(),
            policies.claimed(grant),
            claim -> policies.claim(grant, claim)),
        ConcurrentHashMap.newKeySet());
  }

  private void tunnel(Grant grant, OfSession session, SocketChannel client) throws IOException {
    InputStream in = Channels.newInputStream(client);
    String line;
    try (IdleWatch _ = IdleWatch.over(settings.head(), time, client)) {
      line = ConnectCall.head(in);
    } catch (EOFException probe) {
      return;
    }
    // Only now: who is answered before it has spoken may fail to speak and never hear why.
    if (isOver(grant)) {
      ConnectCall.refuse(
          client,
          "403 Forbidden",
          ErrorCode.SESSION_PHASE,
          "the session's result is in; the way out is closed");
      return;
    }
    String[] words = line.split(" ", -1);
    if (words.length != 3 || !words[0].equals("CONNECT")) {
      ConnectCall.refuse(
          client,
          "405 Method Not Allowed",
          ErrorCode.METHOD_NOT_ALLOWED,
          "the egress door takes CONNECT only: use https");
      return;
    }
    Optional<Target> target = Target.parse(words[1], EgressRules.HTTPS);
    if (target.isEmpty()) {
      ConnectCall.refuse(
          client,
          "400 Bad Request",
          ErrorCode.VALIDATION_ERROR,
          "CONNECT needs a host name and a port, not an address");
      return;
    }
    Tunnel tunnel = new Tunnel(target.get(), client);
    // before it is judged: what changes the rules from here on finds it
    session.open().add(tunnel);
    try {
      judged(new Caller(grant, session, client, in), target.get());
    } finally {
      session.open().remove(tunnel);
    }
  }

  /** One connection of a session, and what is known of both. */
  private record Caller(Grant grant, OfSession session, SocketChannel client, InputStream in) {}

  private void judged(Caller caller, Target target) throws IOException {
    Reach reach = policies.of(caller.grant());
    Optional<EgressRefusal> refusal = judge(caller.session(), reach.rules(), target);
    if (refusal.isPresent()) {
      deny(caller, reach, new Refused(target, refusal.get()));
      return;
    }
    List<InetAddress> addresses;
    try {
      addresses = resolver.resolve(target.host());
    } catch (UnknownHostException e) {
      deny(caller, reach, new Refused(target, EgressRefusal.UNRESOLVED));
      return;
    }
    if (addresses.isEmpty() || !mayBeReached(target, addresses)) {
      deny(caller, reach, new Refused(target, EgressRefusal.NOT_PUBLIC));
      return;
    }
    connect(caller, target, addresses);
  }

  private Optional<EgressRefusal> judge(OfSession session, EgressRules rules, Target target) {
    if (isForbidden(settings.forbiddenHosts(), target)) {
      return Optional.of(EgressRefusal.OWN_DOOR);
    }
    if (!rules.allows(target)) {
      return Optional.of(EgressRefusal.NOT_LISTED);
    }
    if (session.meter().isSpent(Way.SENT)) {
      return Optional.of(EgressRefusal.SENT_TOO_MUCH);
    }
    return session.meter().isSpent(Way.RECEIVED)
        ? Optional.of(EgressRefusal.RECEIVED_TOO_MUCH)
        : Optional.empty();
  }

  /** Whether a target is, or is below, a host with a door of its own. */
  static boolean isForbidden(Set<String> forbidden, Target target) {
    return forbidden.stream()
        .anyMatch(h -> target.host().equals(h) || target.host().endsWith("." + h));
  }

  /** All addresses must be allowed, so that none can be chosen. */
  private boolean mayBeReached(Target target, List<InetAddress> addresses) {
    boolean mayBePrivate = settings.privateHosts().contains(target.host());
    return addresses.stream()
        .map(Addresses::kind)
        .allMatch(
            kind ->
                switch (kind) {
                  case PUBLIC -> true;
                  case PRIVATE -> mayBePrivate;
                  case NEVER -> false;
                });
  }

  private void connect(Caller caller, Target target, List<InetAddress> addresses)
      throws IOException {
    Optional<SocketChannel> connected = connected(addresses, target.port());
    if (connected.isEmpty()) {
      ConnectCall.refuse(
          caller.client(),
          "502 Bad Gateway",
          ErrorCode.UNAVAILABLE,
          target + " is allowed, and cannot be reached");
      return;
    }
    try (SocketChannel server = connected.get()) {
      ConnectCall.accept(caller.client());
      ClientHello hello;
      try (IdleWatch _ = IdleWatch.over(settings.head(), time, caller.client(), server)) {
        hello = ClientHello.read(caller.in());
      } catch (ClientHello.RefusedException e) {
        refusals.note(caller.grant(), new Refused(target, e.reason()));
        return;
      }
      if (!hello.serverName().equals(Optional.of(target.host()))) {
        EgressRefusal reason =
            hello.serverName().isEmpty() ? EgressRefusal.NO_NAME : EgressRefusal.OTHER_NAME;
        refusals.note(caller.grant(), new Refused(target, reason));
        return;
      }
      relay(caller, target, hello, server);
    }
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

  private void relay(Caller caller, Target target, ClientHello hello, SocketChannel server)
      throws IOException {
    TrafficMeter meter = caller.session().meter();
    try (IdleWatch watch = IdleWatch.over(settings.idle(), time, caller.client(), server)) {
      if (!meter.take(Way.SENT, hello.bytes().length)) {
        spent(caller.grant(), target, Way.SENT);
        return;
      }
      OutputStream out = Channels.newOutputStream(server);
      out.write(hello.bytes());
      new Relay(meter, watch, direction -> spent(caller.grant(), target, direction))
          .run(caller.client(), server);
    }
  }

  private void spent(Grant grant, Target target, Way way) {
    refusals.note(
        grant,
        new Refused(
            target,
            switch (way) {
              case SENT -> EgressRefusal.SENT_TOO_MUCH;
              case RECEIVED -> EgressRefusal.RECEIVED_TOO_MUCH;
            }));
  }

  private void deny(Caller caller, Reach reach, Refused refused) throws IOException {
    refusals.note(caller.grant(), refused);
    EgressRefusal reason = refused.reason();
    ConnectCall.refuse(
        caller.client(),
        "403 Forbidden",
        reason.code(),
        refused.target()
            + " is not allowed: "
            + reason.words()
            + ". "
            + reason.remedy(reach.repo(), refused.target().toString()));
  }
}
