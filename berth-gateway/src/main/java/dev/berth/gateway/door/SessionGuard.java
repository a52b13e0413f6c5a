package dev.berth.gateway.door;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.gateway.Grant;
import dev.berth.core.secret.Secret;
import dev.berth.core.time.Time;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * Lets a request through to its handler when it came in on the socket of a live grant, carries that
 * grant's token, the grant may use the path, and not too often. The socket is asked first: another
 * session's token is refused although it is valid elsewhere.
 */
final class SessionGuard {
  private final Function<String, Optional<Doorway>> doorways;
  private final Time time;

  /**
   * @param doorways finds an open door by the name of its connector
   */
  SessionGuard(Function<String, Optional<Doorway>> doorways, Time time) {
    this.doorways = doorways;
    this.time = time;
  }

  void handle(SessionRoute route, Context request) throws Exception {
    Doorway doorway = doorways.apply(connectorName(request)).orElseThrow(SessionGuard::ended);
    Grant grant = doorway.grant();
    authenticate(grant, request);
    if (grant.deadAt().isPresent()) {
      throw ended();
    }
    if (!route.access().allows(grant)) {
      throw grant.narrowedAt().isPresent()
          ? new BerthException(
              ErrorCode.SESSION_PHASE, "the session's result is in; this path is closed")
          : new BerthException(ErrorCode.FORBIDDEN, "this role may not use this path");
    }
    Duration wait = doorway.take(route, time.nanos());
    if (!wait.isZero()) {
      long seconds = Math.max(1, Math.ceilDiv(wait.toNanos(), TimeUnit.SECONDS.toNanos(1)));
      request.header("Retry-After", Long.toString(seconds));
      throw new BerthException(
          ErrorCode.RATE_LIMITED,
          "this path takes " + route.rate().perSecond() + " calls a second from a session");
    }
    route.handler().handle(grant, request);
  }

  private static void authenticate(Grant grant, Context request) {
    Optional<Secret> token =
        SessionToken.of(request.header("Authorization"), request.header("x-api-key"));
    if (token.isEmpty() || !SessionToken.matches(token.get(), grant.tokenSha256())) {
      throw new BerthException(
          ErrorCode.UNAUTHENTICATED, "the token is missing, or is not this session's");
    }
  }

  private static BerthException ended() {
    return new BerthException(ErrorCode.SESSION_CLOSED, "this session has ended");
  }

  private static String connectorName(Context request) {
    return ServletContextRequest.getServletContextRequest(request.req())
        .getConnectionMetaData()
        .getConnector()
        .getName();
  }
}
