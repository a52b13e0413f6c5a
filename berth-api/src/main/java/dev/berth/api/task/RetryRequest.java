package dev.berth.api.task;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v1/tasks/{id}/retry}; may be absent altogether. What is null is taken from
 * the ended task.
 *
 * @param taskDescription what to do instead
 * @param maxTurns 1 to 500
 * @param maxBudgetUsd 0.01 to 1000
 */
public record RetryRequest(
    @JsonProperty("task_description") @Nullable String taskDescription,
    @JsonProperty("max_turns") @Nullable Integer maxTurns,
    @JsonProperty("max_budget_usd") @Nullable BigDecimal maxBudgetUsd) {}
