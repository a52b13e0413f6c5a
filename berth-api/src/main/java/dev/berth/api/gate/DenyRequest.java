package dev.berth.api.gate;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v1/tasks/{id}/deny}.
 *
 * @param requestId which gate
 * @param decision {@code deny} or absent, as other clients send it
 * @param reason what the agent should do instead, at most 2,000 characters
 */
public record DenyRequest(
    @JsonProperty("request_id") @Nullable String requestId,
    @JsonProperty("decision") @Nullable String decision,
    @JsonProperty("reason") @Nullable String reason) {}
