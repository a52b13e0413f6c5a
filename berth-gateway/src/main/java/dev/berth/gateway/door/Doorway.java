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

  void grant(Grant current) {
    this.grant = current;
  }

  /** How long the caller has to wait before this call; zero when it may go on. */
  Duration take(SessionRoute route, long nanosNow) {
    return buckets.computeIfAbsent(route, r -> new TokenBucket(r.rate(), nanosNow)).take(nanosNow);
  }

  synchronized void listening(Connector connector, EgressSocket socket) {
    gateway = connector;
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
