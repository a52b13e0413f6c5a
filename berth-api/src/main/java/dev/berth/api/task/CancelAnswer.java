package dev.berth.api.task;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Answer to {@code DELETE /v1/tasks/{id}}.
 *
 * @param taskId ULID
 * @param status status after the request: {@code CANCELLED}, or {@code FINALIZING} while the
 *     session is given back
 * @param cancelledAt when the request was stored
 * @param settling which cause is being settled when the task is {@code FINALIZING}: {@code
 *     CANCELLED}, or the earlier cause that stays
 * @param message what happens now, in a sentence
 */
public record CancelAnswer(
    @JsonProperty("task_id") String taskId,
    @JsonProperty("status") String status,
    @JsonProperty("cancelled_at") Instant cancelledAt,
    @JsonProperty("settling") @Nullable String settling,
    @JsonProperty("message") String message) {}
