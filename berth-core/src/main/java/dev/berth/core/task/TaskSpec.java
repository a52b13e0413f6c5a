package dev.berth.core.task;

import dev.berth.core.id.RepoId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import dev.berth.core.repo.RepoName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was submitted, resolved and validated; never changes.
 *
 * @param repo the repository, by id and by its name at submission
 * @param channel where it came from: {@code api}, {@code cli}, {@code webhook}, ...
 * @param retryOf the ended task that this one repeats
 */
public record TaskSpec(
    UserId owner,
    Optional<RepoRef> repo,
    Optional<Integer> issueNumber,
    Optional<Integer> prNumber,
    String description,
    WorkflowRef workflow,
    TaskLimits limits,
    List<String> initialApprovals,
    boolean trace,
    String channel,
    Optional<TaskId> retryOf,
    Instant createdAt) {
  public TaskSpec {
    initialApprovals = List.copyOf(initialApprovals);
  }

  /** A repository as the task knows it. */
  public record RepoRef(RepoId id, RepoName name) {}

  /** The workflow and the version that was current at submission. */
  public record WorkflowRef(String id, String version) {}

  /**
   * What the task may use.
   *
   * @param maxTurns 1-500
   * @param budgetMicroUsd millionths of a US dollar, 10,000 to 1,000,000,000
   * @param approvalTimeout 30 s to 24 h
   */
  public record TaskLimits(int maxTurns, long budgetMicroUsd, Duration approvalTimeout) {}
}
