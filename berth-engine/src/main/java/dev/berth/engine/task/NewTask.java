package dev.berth.engine.task;

import dev.berth.core.access.Role;
import dev.berth.core.id.UserId;
import java.util.List;
import java.util.Optional;

/**
 * A submission, parsed into types, not yet checked against the installation.
 *
 * @param repo {@code owner/name} as it was written
 * @param workflow as it was written; empty: the repository's, else {@code default/agent-v1}
 * @param budgetMicroUsd millionths of a US dollar
 * @param approvalTimeoutSeconds 30-86400
 * @param channel where it came from: {@code api}, {@code cli}, {@code webhook}, ...
 */
public record NewTask(
    Submitter by,
    Optional<String> repo,
    Optional<Long> issueNumber,
    Optional<Long> prNumber,
    Optional<String> description,
    Optional<String> workflow,
    Optional<Integer> maxTurns,
    Optional<Long> budgetMicroUsd,
    Optional<Integer> approvalTimeoutSeconds,
    List<String> initialApprovals,
    int attachments,
    boolean trace,
    String channel) {
  public NewTask {
    initialApprovals = List.copyOf(initialApprovals);
  }

  /** Who submits. */
  public record Submitter(UserId user, Role role) {}

  /**
   * The client's name for this submission: repeating it with the same request makes no second task.
   *
   * @param key 1-128 of {@code [A-Za-z0-9_-]}
   * @param bodySha256 hex SHA-256 of what was asked for: method, path and body
   */
  public record IdempotencyKey(String key, String bodySha256) {}
}
