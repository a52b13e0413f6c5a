package dev.berth.core.event;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An event that is about to be written.
 *
 * @param clientId the agent's own id of it, unique in its session; a replay is dropped
 * @param metadata JSON values of the JDK: String, Long, Integer, Double, Boolean, List, Map; never
 *     null, never a secret
 */
public record NewEvent(
    EventType type, Instant at, Map<String, Object> metadata, Optional<String> clientId) {
  public NewEvent {
    metadata = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /** An event of Berth's own. */
  public static NewEvent of(EventType type, Instant at, Map<String, Object> metadata) {
    return new NewEvent(type, at, metadata, Optional.empty());
  }
}
