package dev.berth.gateway.door;

import dev.berth.core.gateway.Grant;
import io.javalin.http.Context;

/**
 * Answers one kind of request of a session that has been authenticated. Runs on a virtual thread
 * and may block. What it throws as {@link dev.berth.core.error.BerthException} is answered in the
 * error envelope with the status of its category.
 */
@FunctionalInterface
public interface SessionHandler {
  /** Answers the request of this grant, which was live when the request came in. */
  void handle(Grant grant, Context request) throws Exception;
}
