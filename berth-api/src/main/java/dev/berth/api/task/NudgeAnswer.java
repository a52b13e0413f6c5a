package dev.berth.api.task;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * Answer to a nudge: it is stored and the agent will see it between turns.
 *
 * @param taskId ULID
 * @param nudgeId ULID
 * @param submittedAt when it was stored
 */
public record NudgeAnswer(
    @JsonProperty("task_id") String taskId,
    @JsonProperty("nudge_id") String nudgeId,
    @JsonProperty("submitted_at") Instant submittedAt) {}
