package dev.berth.api.evidence;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What shows that a change is good: {@code GET /v1/tasks/{id}/evidence}.
 *
 * @param taskId ULID
 * @param changeRequest null when none was opened
 * @param build the build command as Berth ran it, on the base and on the pushed commit, in a clean
 *     sandbox
 * @param lint the same for the lint command
 * @param commands commands the agent reports to have run
 * @param costUsd exact to micro-dollars
 * @param model which model
 * @param scripted whether that model was a script
 */
public record Evidence(
    @JsonProperty("task_id") String taskId,
    @JsonProperty("change_request") @Nullable ChangeRequest changeRequest,
    @JsonProperty("build") @Nullable BeforeAfter build,
    @JsonProperty("lint") @Nullable BeforeAfter lint,
    @JsonProperty("commands") List<CommandRun> commands,
    @JsonProperty("turns_completed") @Nullable Integer turnsCompleted,
    @JsonProperty("cost_usd") @Nullable BigDecimal costUsd,
    @JsonProperty("model") @Nullable String model,
    @JsonProperty("scripted") boolean scripted) {
  /** Copies its lists, so that the record cannot change. */
  public Evidence {
    commands = List.copyOf(commands);
  }
}
