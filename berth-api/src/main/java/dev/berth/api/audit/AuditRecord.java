package dev.berth.api.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row of the audit: {@code GET /v1/audit}.
 *
 * @param action such as {@code gate_approved}, {@code task_rejected}, {@code api_key_created}
 * @param by null when Berth itself did it
 * @param taskId null when it is about none
 * @param subject the thing: a gate's id, a key's id, a repository's name
 */
public record AuditRecord(
    @JsonProperty("id") String id,
    @JsonProperty("at") Instant at,
    @JsonProperty("action") String action,
    @JsonProperty("by") @Nullable String by,
    @JsonProperty("task_id") @Nullable String taskId,
    @JsonProperty("subject") String subject,
    @JsonProperty("facts") Map<String, Object> facts) {
  public AuditRecord {
    facts = Map.copyOf(facts);
  }
}
