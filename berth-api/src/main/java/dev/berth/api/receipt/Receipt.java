package dev.berth.api.receipt;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the session of a task held and how each thing ended: {@code GET /v1/tasks/{id}/receipt}.
 *
 * @param taskId ULID
 * @param sessionId null when no session was ever requested
 * @param state {@code open} while anything is held, {@code complete} when all is settled, {@code
 *     stuck} when something resists
 * @param closedAt when the last lease was settled
 * @param lines one per lease, in the order of acquisition
 */
public record Receipt(
    @JsonProperty("task_id") String taskId,
    @JsonProperty("session_id") @Nullable String sessionId,
    @JsonProperty("state") String state,
    @JsonProperty("closed_at") @Nullable Instant closedAt,
    @JsonProperty("lines") List<ReceiptLine> lines) {
  /** Copies its lists, so that the record cannot change. */
  public Receipt {
    lines = List.copyOf(lines);
  }
}
