package dev.berth.gateway.door;

import io.javalin.http.HandlerType;

/**
 * One operation that the sockets of sessions offer.
 *
 * @param path in Javalin's form, such as {@code /session/gates/{id}}
 */
public record SessionRoute(
    HandlerType method, String path, Access access, Rate rate, SessionHandler handler) {}
