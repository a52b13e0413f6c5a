package dev.berth.gateway.door;

import io.javalin.http.HandlerType;

/**
 * One operation that the sockets of sessions offer.
 *
 * @param path in Javalin's form, such as {@code /session/gates/{id}}
 * @param heldBytes how much of a body its handler holds in memory at most; 0 where there is none,
 *     or where it is passed on as it comes
 */
public record SessionRoute(
    HandlerType method,
    String path,
    Access access,
    Rate rate,
    int heldBytes,
    SessionHandler handler) {}
