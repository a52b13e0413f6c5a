package dev.berth.store.task;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.RepoId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import dev.berth.core.repo.RepoName;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskSpec;
import dev.berth.core.task.TaskState;
import dev.berth.core.task.TaskStatus;
import dev.berth.store.sql.Args;
import dev.berth.store.sql.Json;
import dev.berth.store.sql.Row;
import java.sql.SQLException;
import java.util.Optional;

/** A task as columns and back. */
final class TaskRow {
  private TaskRow() {}

  static Args inserted(Task task) {
    TaskSpec spec = task.spec();
    return updated(task)
        .and("owner", spec.owner().value())
        .and("repo_id", spec.repo().map(r -> r.id().value()))
        .and("repo_name", spec.repo().map(r -> r.name().toString()))
        .and("issue_number", spec.issueNumber())
        .and("pr_number", spec.prNumber())
        .and("description", spec.description())
        .and("workflow_id", spec.workflow().id())
        .and("workflow_version", spec.workflow().version())
        .and("max_turns", spec.limits().maxTurns())
        .and("budget_micro_usd", spec.limits().budgetMicroUsd())
        .and("approval_timeout_ms", spec.limits().approvalTimeout())
        .and("initial_approvals", Json.text(spec.initialApprovals()))
        .and("trace", spec.trace())
        .and("channel", spec.channel())
        .and("retry_of", spec.retryOf().map(TaskId::value))
        .and("created_at", spec.createdAt());
  }

  static Args updated(Task task) {
    Args args =
        Args.of("id", task.id().value())
            .and("session_id", task.session().map(SessionId::value))
            .and("version", task.version());
    state(args, task.state());
    work(args, task.work());
    return args;
  }

  private static void state(Args args, TaskState state) {
    args.and("status", state.status()).and("since", state.since());
    TaskState.Moments moments = state.moments();
    args.and("queued_at", moments.queuedAt())
        .and("hydrated_at", moments.hydratedAt())
        .and("started_at", moments.startedAt())
        .and("suspended_at", moments.suspendedAt())
        .and("exited_at", moments.exitedAt())
        .and("completed_at", moments.completedAt())
        .and("phase_end", state.ends().phase())
        .and("hard_end", state.ends().hard());
    TaskState.Sums sums = state.sums();
    args.and("running_ms", sums.running())
        .and("waiting_ms", sums.waiting())
        .and("suspended_ms", sums.suspended())
        .and("observer_down_ms", sums.observerDown())
        .and("gates_pending", state.gates().pending())
        .and("gates_raised", state.gates().raised())
        .and("cause", state.fate().cause())
        .and("failure", state.fate().failure())
        .and("message", state.fate().message());
  }

  private static void work(Args args, Task.Work work) {
    args.and("branch", work.branch())
        .and("base_oid", work.baseOid())
        .and("head_oid", work.headOid())
        .and("commits", work.commits())
        .and("change_request_url", work.changeRequestUrl())
        .and("build_passed", work.buildPassed())
        .and("lint_passed", work.lintPassed())
        .and("turns_attempted", work.turnsAttempted())
        .and("turns_completed", work.turnsCompleted())
        .and("prompt_version", work.promptVersion())
        .and("agent_release", work.release())
        .and("isolation", work.isolation())
        .and("artifact", work.artifact());
  }

  static Task read(Row row) throws SQLException {
    return new Task(
        new TaskId(row.text("id")),
        readSpec(row),
        readState(row),
        row.optionalText("session_id").map(SessionId::new),
        readWork(row),
        row.number("version"));
  }

  private static TaskSpec readSpec(Row row) throws SQLException {
    Optional<String> repoName = row.optionalText("repo_name");
    return new TaskSpec(
        new UserId(row.text("owner")),
        row.optionalText("repo_id")
            .map(
                id -> new TaskSpec.RepoRef(new RepoId(id), RepoName.parse(repoName.orElseThrow()))),
        row.optionalInteger("issue_number"),
        row.optionalInteger("pr_number"),
        row.text("description"),
        new TaskSpec.WorkflowRef(row.text("workflow_id"), row.text("workflow_version")),
        new TaskSpec.TaskLimits(
            row.integer("max_turns"),
            row.number("budget_micro_usd"),
            row.duration("approval_timeout_ms")),
        Json.texts(row.text("initial_approvals")),
        row.flag("trace"),
        row.text("channel"),
        row.optionalText("retry_of").map(TaskId::new),
        row.time("created_at"));
  }

  private static TaskState readState(Row row) throws SQLException {
    return new TaskState(
        TaskStatus.valueOf(row.text("status")),
        row.time("since"),
        new TaskState.Moments(
            row.optionalTime("queued_at"),
            row.optionalTime("hydrated_at"),
            row.optionalTime("started_at"),
            row.optionalTime("suspended_at"),
            row.optionalTime("exited_at"),
            row.optionalTime("completed_at")),
        new TaskState.Ends(row.optionalTime("phase_end"), row.optionalTime("hard_end")),
        new TaskState.Sums(
            row.duration("running_ms"),
            row.duration("waiting_ms"),
            row.duration("suspended_ms"),
            row.duration("observer_down_ms")),
        new TaskState.Gates(row.integer("gates_pending"), row.integer("gates_raised")),
        new TaskState.Fate(
            row.optionalText("cause").map(TaskState.Cause::valueOf),
            row.optionalText("failure").map(ErrorCode::valueOf),
            row.optionalText("message")));
  }

  private static Task.Work readWork(Row row) throws SQLException {
    return new Task.Work(
        row.optionalText("branch"),
        row.optionalText("base_oid"),
        row.optionalText("head_oid"),
        row.integer("commits"),
        row.optionalText("change_request_url"),
        row.optionalFlag("build_passed"),
        row.optionalFlag("lint_passed"),
        row.integer("turns_attempted"),
        row.integer("turns_completed"),
        row.optionalText("prompt_version"),
        row.optionalText("agent_release"),
        row.optionalText("isolation"),
        row.optionalText("artifact"));
  }
}
