package dev.berth.agent;

import dev.berth.runtime.AgentException;
import dev.berth.runtime.session.SessionAddress;
import java.net.URI;
import tools.jackson.databind.JsonNode;

/**
 * What Berth sends to an agent that knows it.
 *
 * @param sessionId names the session in answers
 */
record Invocation(SessionAddress address, String sessionId) {
  /**
   * Reads an invocation.
   *
   * @throws AgentException 400 when it does not come from Berth
   */
  static Invocation parse(JsonNode body) {
    JsonNode berth = body.path("berth");
    if (!berth.path("gateway_url").isString() || !berth.path("token").isString()) {
      throw new AgentException(
          400, "this agent needs berth.gateway_url and berth.token in the invocation");
    }
    try {
      URI gateway = URI.create(berth.path("gateway_url").asString());
      SessionAddress address = new SessionAddress(gateway, berth.path("token").asString());
      return new Invocation(address, berth.path("session_id").asString(""));
    } catch (IllegalArgumentException e) {
      throw new AgentException(400, "berth.gateway_url or berth.token is not valid");
    }
  }
}
