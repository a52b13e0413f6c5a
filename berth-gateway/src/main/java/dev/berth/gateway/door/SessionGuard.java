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
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;

/**
 * Lets a request through to its handler when it came in on the socket of a live grant, carries that
 * grant's token, the grant may use the path, and not too often. The socket is asked first: another
 * session's token is refused although it is valid elsewhere.
 */
final class SessionGuard {
  private final Function<String, Optional<Doorway>> doorways;
  private final DoorLimits limits;
  private final Underway all;
  private final Time time;

  /**
   * @param doorways finds an open door by the name of its connector
   */
  SessionGuard(Function<String, Optional<Doorway>> doorways, DoorLimits limits, Time time) {
    this.doorways = doorways;
    this.limits = limits;
    this.all = Underway.ofBytes(limits.allBodyBytes());
    this.time = time;
  }

  /**
   * Handles one request.
   *
   * @param connections knows which connections are too many
   */
  void handle(SessionRoute route, Context request, ConnectionWatch connections) throws Exception {
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
    if (connections.isExcess(connection(request))) {
      request.header("Connection", "close");
      throw crowded(
          request,
          new BerthException(
              ErrorCode.GATEWAY_CROWDED,
              "a session may have " + limits.connections() + " connections"));
    }
    try (Underway.Entered _ = enter(doorway, route, request)) {
      route.handler().handle(grant, request);
    }
  }

  private Underway.Entered enter(Doorway doorway, SessionRoute route, Context request) {
    long told = request.req().getContentLengthLong();
    long held = told < 0 ? route.heldBytes() : Math.min(told, route.heldBytes());
    try {
      return doorway.underway().enter(held, all);
    } catch (BerthException e) {
      throw crowded(request, e);
    }
  }

  private static BerthException crowded(Context request, BerthException refusal) {
    request.header("Retry-After", "1");
    return refusal;
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
    return metaData(request).getConnector().getName();
  }

  private static Connection connection(Context request) {
    return metaData(request).getConnection();
  }

  private static ConnectionMetaData metaData(Context request) {
    return ServletContextRequest.getServletContextRequest(request.req()).getConnectionMetaData();
  }
}
