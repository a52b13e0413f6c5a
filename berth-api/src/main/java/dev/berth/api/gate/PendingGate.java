package dev.berth.api.gate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question that waits for a person: {@code GET /v1/pending}.
 *
 * @param requestId what a decision names
 * @param toolName what the agent calls its tool, or the door's: {@code git_push}, {@code web_fetch}
 * @param toolInputPreview the step in one line, 256 characters at most, safe to print, without
 *     secrets
 * @param severity {@code low}, {@code medium} or {@code high}
 * @param reason why the rules ask
 * @param timeoutS how long people have, from the question on
 * @param matchingRuleIds the soft rules that ask
 * @param enforced whether Berth itself keeps to the decision; else only the agent does
 * @param offers scopes that an approval could grant for this and the like
 * @param repo null for tasks without one
 */
public record PendingGate(
    @JsonProperty("task_id") String taskId,
    @JsonProperty("request_id") String requestId,
    @JsonProperty("tool_name") String toolName,
    @JsonProperty("tool_input_preview") String toolInputPreview,
    @JsonProperty("severity") String severity,
    @JsonProperty("reason") String reason,
    @JsonProperty("created_at") Instant createdAt,
    @JsonProperty("timeout_s") long timeoutS,
    @JsonProperty("expires_at") Instant expiresAt,
    @JsonProperty("matching_rule_ids") List<String> matchingRuleIds,
    @JsonProperty("enforced") boolean enforced,
    @JsonProperty("offers") List<String> offers,
    @JsonProperty("repo") @Nullable String repo,
    @JsonProperty("task_description") String taskDescription) {
  public PendingGate {
    matchingRuleIds = List.copyOf(matchingRuleIds);
    offers = List.copyOf(offers);
  }
}
