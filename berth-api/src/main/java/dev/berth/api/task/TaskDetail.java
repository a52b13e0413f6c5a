package dev.berth.api.task;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task as {@code GET /v1/tasks/{id}} shows it. Nulls are present on the wire.
 *
 * @param taskId ULID
 * @param status see {@link TaskStatus}
 * @param statusSince since when it has this status
 * @param repo {@code owner/name}; null for workflows without a repository
 * @param prNumber the change request the task works on or opened
 * @param resolvedWorkflow the workflow and its version
 * @param taskDescription what to do
 * @param branchName the session's branch; null before admission
 * @param sessionId {@code berth-session-<ulid>}; null before a session was requested
 * @param prUrl where the change request is to be seen
 * @param errorMessage why it failed, in one sentence; may quote untrusted text
 * @param errorClassification what kind of failure, and what to do
 * @param channelSource {@code api}, {@code cli}, {@code webhook}, ...
 * @param startedAt when the session was ready
 * @param completedAt when it became terminal
 * @param durationS from {@code started_at} to {@code completed_at} or to now, in seconds
 * @param costUsd spent on models, as the gateway counted it; exact to micro-dollars
 * @param buildPassed whether Berth's own build of the pushed commit passed; null: not built
 * @param lintPassed the same for the lint command
 * @param maxTurns 1 to 500
 * @param maxBudgetUsd 0.01 to 1000
 * @param turnsAttempted turns the agent began
 * @param turnsCompleted turns the agent finished
 * @param promptVersion 12 hexadecimal digits
 * @param release the agent version that ran
 * @param isolation null until a session runs
 * @param cleanup how far the session was given back
 * @param approvalGateCount gates raised so far
 * @param approvalGateCap gates it may raise
 * @param awaitingApprovalRequestId the gate it waits at
 * @param queuedAt when it was first queued
 * @param queuePosition from 1; null when not queued
 * @param estimatedWaitS estimate for the queue, seconds
 * @param otelTraceId 32 hexadecimal digits
 * @param artifactUri where its first artifact can be downloaded
 * @param attachments what was attached
 * @param trace whether the full transcript is kept
 */
public record TaskDetail(
    @JsonProperty("task_id") String taskId,
    @JsonProperty("status") String status,
    @JsonProperty("status_since") Instant statusSince,
    @JsonProperty("repo") @Nullable String repo,
    @JsonProperty("issue_number") @Nullable Long issueNumber,
    @JsonProperty("pr_number") @Nullable Long prNumber,
    @JsonProperty("resolved_workflow") ResolvedWorkflow resolvedWorkflow,
    @JsonProperty("task_description") @Nullable String taskDescription,
    @JsonProperty("branch_name") @Nullable String branchName,
    @JsonProperty("session_id") @Nullable String sessionId,
    @JsonProperty("pr_url") @Nullable String prUrl,
    @JsonProperty("error_message") @Nullable String errorMessage,
    @JsonProperty("error_classification") @Nullable ErrorClassification errorClassification,
    @JsonProperty("channel_source") String channelSource,
    @JsonProperty("created_at") Instant createdAt,
    @JsonProperty("updated_at") Instant updatedAt,
    @JsonProperty("started_at") @Nullable Instant startedAt,
    @JsonProperty("completed_at") @Nullable Instant completedAt,
    @JsonProperty("duration_s") @Nullable BigDecimal durationS,
    @JsonProperty("cost_usd") @Nullable BigDecimal costUsd,
    @JsonProperty("build_passed") @Nullable Boolean buildPassed,
    @JsonProperty("lint_passed") @Nullable Boolean lintPassed,
    @JsonProperty("max_turns") int maxTurns,
    @JsonProperty("max_budget_usd") BigDecimal maxBudgetUsd,
    @JsonProperty("turns_attempted") @Nullable Integer turnsAttempted,
    @JsonProperty("turns_completed") @Nullable Integer turnsCompleted,
    @JsonProperty("prompt_version") @Nullable String promptVersion,
    @JsonProperty("release") @Nullable String release,
    @JsonProperty("isolation") @Nullable Isolation isolation,
    @JsonProperty("cleanup") CleanupSummary cleanup,
    @JsonProperty("approval_gate_count") int approvalGateCount,
    @JsonProperty("approval_gate_cap") int approvalGateCap,
    @JsonProperty("awaiting_approval_request_id") @Nullable String awaitingApprovalRequestId,
    @JsonProperty("queued_at") @Nullable Instant queuedAt,
    @JsonProperty("queue_position") @Nullable Integer queuePosition,
    @JsonProperty("estimated_wait_s") @Nullable Long estimatedWaitS,
    @JsonProperty("otel_trace_id") @Nullable String otelTraceId,
    @JsonProperty("artifact_uri") @Nullable String artifactUri,
    @JsonProperty("attachments") List<Attachment> attachments,
    @JsonProperty("trace") boolean trace) {
  /** Copies its lists, so that the record cannot change. */
  public TaskDetail {
    attachments = List.copyOf(attachments);
  }
}
