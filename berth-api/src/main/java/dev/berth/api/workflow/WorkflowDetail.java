package dev.berth.api.workflow;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A workflow that tasks can name.
 *
 * @param version changes with the file or its prompt
 * @param effect what proves that a task of it is done
 * @param steps their names, in order
 */
public record WorkflowDetail(
    @JsonProperty("id") String id,
    @JsonProperty("version") String version,
    @JsonProperty("description") String description,
    @JsonProperty("agent") String agent,
    @JsonProperty("requires_repo") boolean requiresRepo,
    @JsonProperty("read_only") boolean readOnly,
    @JsonProperty("effect") String effect,
    @JsonProperty("build_required") boolean buildRequired,
    @JsonProperty("steps") List<String> steps,
    @JsonProperty("max_turns") @Nullable Integer maxTurns,
    @JsonProperty("max_budget_usd") @Nullable BigDecimal maxBudgetUsd) {
  public WorkflowDetail {
    steps = List.copyOf(steps);
  }
}
