package dev.berth.api.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event of a task. Events are append-only and numbered without gaps.
 *
 * @param eventId ULID, increasing within the task; the id of the server-sent event
 * @param eventType see {@link EventType}; clients ignore types they do not know
 * @param timestamp when it was committed
 * @param metadata what belongs to this type, see {@link EventMetadata}; agent events carry
 *     untrusted text
 */
public record TaskEvent(
    @JsonProperty("event_id") String eventId,
    @JsonProperty("event_type") String eventType,
    @JsonProperty("timestamp") Instant timestamp,
    @JsonProperty("metadata") Map<String, @Nullable Object> metadata) {

  /** Copies the metadata in its order; values may be null. */
  public TaskEvent {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }
}
