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
  private volatile Grant grant;
  private @Nullable Connector gateway;
  private @Nullable EgressSocket egress;

  Doorway(Grant grant) {
    this.grant = grant;
  }

  Grant grant() {
    return grant;
  }

  /**
   * Takes in what somebody has read of the grant. Rights only ever shrink: whoever read before
   * another who read less must not give anything back by coming later.
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
