package dev.berth.core.event;

import dev.berth.core.id.EventId;
import dev.berth.core.id.TaskId;
import java.time.Instant;
import java.util.Map;

/**
 * A written event. Within a task, {@code seq} counts from 1 without gaps, and {@code id} grows with
 * it.
 */
public record TaskEvent(
    EventId id, TaskId task, long seq, EventType type, Instant at, Map<String, Object> metadata) {}
