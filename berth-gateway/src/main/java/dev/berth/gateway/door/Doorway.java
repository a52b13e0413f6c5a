package dev.berth.gateway.door;

import dev.berth.core.gateway.Grant;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.server.Connector;
import org.jspecify.annotations.Nullable;

/** The open sockets of one grant, with what is known of the grant's rights. Thread-safe. */
final class Doorway {
  private final Map<SessionRoute, TokenBucket> buckets = new ConcurrentHashMap<>();
  private final Underway underway;
  private volatile Grant grant;
  private @Nullable Connector gateway;
  private @Nullable EgressSocket egress;

  Doorway(Grant grant, DoorLimits limits) {
    this.underway = new Underway(limits.requests(), limits.bodyBytes());
    this.grant = grant;
  }

  Grant grant() {
    return grant;
  }

  /** What the session's requests have under way. */
  Underway underway() {
    return underway;
  }

  /**
   * Takes in what somebody has read of the grant. Rights only ever shrink: whoever read before
   * another who read less must not give anything back by coming later. A grant that is narrowed or
   * ended now has its way out closed, also to what is under way there.
   */
  synchronized void grant(Grant read) {
    Grant known = grant;
    grant =
        new Grant(
            known.lease(),
            known.session(),
            known.role(),
            known.tokenSha256(),
            known.doors(),
            known.narrowedAt().or(read::narrowedAt),
            known.deadAt().or(read::deadAt));
    if (mayGoOut(known) && !mayGoOut(grant) && egress != null) {
      egress.breakOff();
    }
  }

  private static boolean mayGoOut(Grant grant) {
    return grant.narrowedAt().isEmpty() && grant.deadAt().isEmpty();
  }

  /** How long the caller has to wait before this call; zero when it may go on. */
  Duration take(SessionRoute route, long nanosNow) {
    return buckets.computeIfAbsent(route, r -> new TokenBucket(r.rate(), nanosNow)).take(nanosNow);
  }

  synchronized void listening(Connector connector) {
    gateway = connector;
  }

  synchronized void listening(EgressSocket socket) {
    egress = socket;
  }

  /** The connector, once; afterwards it is nobody's. */
  synchronized @Nullable Connector takeGateway() {
    Connector connector = gateway;
    gateway = null;
    return connector;
  }

  /** The egress socket, once; afterwards it is nobody's. */
  synchronized @Nullable EgressSocket takeEgress() {
    EgressSocket socket = egress;
    egress = null;
    return socket;
  }
}
