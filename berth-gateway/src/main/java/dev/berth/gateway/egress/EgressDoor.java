package dev.berth.gateway.egress;

import dev.berth.core.egress.Traffic;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.gate.Gates;
import dev.berth.core.gateway.Grant;
import dev.berth.core.id.LeaseId;
import dev.berth.core.time.Time;
import dev.berth.gateway.door.EgressConnections;
import dev.berth.gateway.door.IdleWatch;
import dev.berth.gateway.egress.TargetJudge.Judgement;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
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

  private static final String FORBIDDEN = "403 Forbidden";

  private final Settings settings;
  private final EgressPolicies policies;
  private final HostGates gates;
  private final TargetJudge judge;
  private final Time time;
  private final Map<LeaseId, OfSession> sessions = new ConcurrentHashMap<>();
  private final Refusals refusals;

  /**
   * @param gates are asked about hosts that the lists allow
   */
  public EgressDoor(
      Settings settings, EgressPolicies policies, Resolver resolver, HostGates gates, Time time) {
    this.settings = settings;
    this.policies = policies;
    this.gates = gates;
    this.judge = new TargetJudge(settings, policies, resolver, gates);
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

  @Override
  public void forget(Grant grant) {
    if (isOver(grant)) {
      refusals.leave(grant);
    }
    gates.forget(grant.lease());
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
    gates.forget(grant.lease());
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
          FORBIDDEN,
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
    Tunnel tunnel =
        new Tunnel(
            target.get(),
            client,
            in,
            session.meter(),
            reason -> refusals.note(grant, new Refused(target.get(), reason)));
    // before it is judged: what changes the rules from here on finds it
    session.open().add(tunnel);
    try {
      judged(grant, session, tunnel);
    } finally {
      session.open().remove(tunnel);
    }
  }

  private void judged(Grant grant, OfSession session, Tunnel tunnel) throws IOException {
    switch (judge.judge(grant, session.meter(), tunnel.target())) {
      case Judgement.Reachable(List<InetAddress> addresses) ->
          tunnel.run(addresses, settings, time);
      case Judgement.Denied(Refused refused, String words) -> {
        refusals.note(grant, refused);
        ConnectCall.refuse(tunnel.client(), FORBIDDEN, refused.reason().code(), words);
      }
      case Judgement.Waits(Gates.Answer.Pending pending) ->
          ConnectCall.refuse(
              tunnel.client(),
              FORBIDDEN,
              ErrorCode.EGRESS_AWAITS_APPROVAL,
              "%s waits for a human: %s. Gate %s, until %s; connect again when it is decided."
                  .formatted(
                      tunnel.target(), pending.reason(), pending.gate(), pending.expiresAt()));
    }
  }
}
