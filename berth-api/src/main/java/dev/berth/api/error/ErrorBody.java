package dev.berth.api.error;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, in words a person can act on.
 *
 * @param code stable and machine-readable, from the error catalogue, such as {@code TASK_NOT_FOUND}
 * @param message what happened, one or two sentences; may quote untrusted text
 * @param requestId the id to quote when asking for help; also in the header {@code X-Request-Id}
 * @param remedy what to do next
 * @param details every field problem of a {@code VALIDATION_ERROR} at once; empty otherwise
 */
public record ErrorBody(
    @JsonProperty("code") String code,
    @JsonProperty("message") String message,
    @JsonProperty("request_id") String requestId,
    @JsonProperty("remedy") @Nullable String remedy,
    @JsonProperty("details") List<FieldProblem> details) {
  /** Copies its lists, so that the record cannot change. */
  public ErrorBody {
    details = List.copyOf(details);
  }
}
