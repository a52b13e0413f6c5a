package dev.berth.api.gate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A recorded decision.
 *
 * @param status {@code APPROVED} or {@code DENIED}
 * @param scope for what an approval holds; null for a denial
 * @param reason of a denial as the agent hears it; null when there is none
 */
public record DecisionAnswer(
    @JsonProperty("task_id") String taskId,
    @JsonProperty("request_id") String requestId,
    @JsonProperty("status") String status,
    @JsonProperty("scope") @Nullable String scope,
    @JsonProperty("reason") @Nullable String reason,
    @JsonProperty("decided_at") Instant decidedAt) {}
