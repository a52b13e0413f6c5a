package dev.berth.api.task;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v1/tasks}. Every field may be absent; which are needed depends on the
 * workflow.
 *
 * @param repo {@code owner/name} of an onboarded repository; absent for workflows without one
 * @param issueNumber issue to work on, from 1
 * @param prNumber change request to work on, from 1
 * @param taskDescription what to do, in words; 10,000 characters at most
 * @param workflowRef which workflow; absent: the repository's, else {@code default/agent-v1}
 * @param maxTurns 1 to 500; absent: the repository's, else 100
 * @param maxBudgetUsd 0.01 to 1000, at most six decimals; absent: the repository's, else 10
 * @param approvalTimeoutS 30 to 86400; absent: 300
 * @param initialApprovals scopes approved beforehand, 20 at most
 * @param attachments 10 at most
 * @param trace whether to keep the full transcript
 */
public record CreateTaskRequest(
    @JsonProperty("repo") @Nullable String repo,
    @JsonProperty("issue_number") @Nullable Long issueNumber,
    @JsonProperty("pr_number") @Nullable Long prNumber,
    @JsonProperty("task_description") @Nullable String taskDescription,
    @JsonProperty("workflow_ref") @Nullable String workflowRef,
    @JsonProperty("max_turns") @Nullable Integer maxTurns,
    @JsonProperty("max_budget_usd") @Nullable BigDecimal maxBudgetUsd,
    @JsonProperty("approval_timeout_s") @Nullable Integer approvalTimeoutS,
    @JsonProperty("initial_approvals") @Nullable List<String> initialApprovals,
    @JsonProperty("attachments") @Nullable List<AttachmentRequest> attachments,
    @JsonProperty("trace") @Nullable Boolean trace) {
  /** Copies its lists, so that the record cannot change. */
  public CreateTaskRequest {
    initialApprovals = initialApprovals == null ? null : List.copyOf(initialApprovals);
    attachments = attachments == null ? null : List.copyOf(attachments);
  }
}
