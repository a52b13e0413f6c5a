package dev.berth.engine.session;

import dev.berth.core.id.SessionId;
import dev.berth.core.session.Session.AgentResult;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What plain agents have answered so far. Only the last event that says something counts, so only
 * that is kept. Thread-safe.
 */
final class PlainAnswers {
  private final Map<SessionId, Part> last = new ConcurrentHashMap<>();

  void add(SessionId session, long seq, String text) {
    if (!text.isBlank()) {
      last.merge(session, new Part(seq, text), (old, now) -> now.seq() > old.seq() ? now : old);
    }
  }

  /** The answer; empty when the agent said nothing, or said it to a server that is no more. */
  String take(SessionId session) {
    Part part = last.remove(session);
    return part == null ? "" : part.text();
  }

  /**
   * A plain agent's answer is its word; a stream that failed says so by its last event, whose form
   * the contract gives.
   */
  static AgentResult result(SessionJson json, String answer, Instant at) {
    Object value = json.value(answer);
    if (value instanceof String text) {
      return Results.succeeded(text, at);
    }
    return value instanceof Map<?, ?> map
            && map.get("error") instanceof String error
            && map.containsKey("error_type")
        ? Results.failed(error, at)
        : Results.succeeded(answer, at);
  }

  /** Forgets all sessions but these. */
  void retain(Set<SessionId> sessions) {
    last.keySet().retainAll(sessions);
  }

  private record Part(long seq, String text) {}
}
