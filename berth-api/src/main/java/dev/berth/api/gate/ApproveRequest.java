package dev.berth.api.gate;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v1/tasks/{id}/approve}.
 *
 * @param requestId which gate
 * @param decision {@code approve} or absent, as other clients send it
 * @param scope for what it holds; {@code this_call} when absent
 * @param reason for the record, at most 2,000 characters
 */
public record ApproveRequest(
    @JsonProperty("request_id") @Nullable String requestId,
    @JsonProperty("decision") @Nullable String decision,
    @JsonProperty("scope") @Nullable String scope,
    @JsonProperty("reason") @Nullable String reason) {}
