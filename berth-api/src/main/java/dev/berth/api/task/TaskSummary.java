package dev.berth.api.task;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code GET /v1/tasks}.
 *
 * @param taskId ULID
 * @param status see {@link TaskStatus}
 * @param statusSince since when
 * @param repo {@code owner/name}
 * @param resolvedWorkflow which workflow it runs
 * @param taskDescription what to do
 * @param branchName the session's branch
 * @param prUrl its change request
 * @param completedAt when it became terminal
 * @param costUsd spent so far
 */
public record TaskSummary(
    @JsonProperty("task_id") String taskId,
    @JsonProperty("status") String status,
    @JsonProperty("status_since") Instant statusSince,
    @JsonProperty("repo") @Nullable String repo,
    @JsonProperty("issue_number") @Nullable Long issueNumber,
    @JsonProperty("pr_number") @Nullable Long prNumber,
    @JsonProperty("resolved_workflow") @Nullable ResolvedWorkflow resolvedWorkflow,
    @JsonProperty("task_description") @Nullable String taskDescription,
    @JsonProperty("branch_name") @Nullable String branchName,
    @JsonProperty("pr_url") @Nullable String prUrl,
    @JsonProperty("created_at") Instant createdAt,
    @JsonProperty("updated_at") Instant updatedAt,
    @JsonProperty("completed_at") @Nullable Instant completedAt,
    @JsonProperty("cost_usd") @Nullable BigDecimal costUsd) {}
