package dev.berth.engine.task;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.BerthException.FieldProblem;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.TaskId;
import dev.berth.core.policy.Policy;
import dev.berth.core.policy.Scope;
import dev.berth.core.repo.RepoName;
import dev.berth.core.repo.Repository;
import dev.berth.core.task.TaskSpec;
import dev.berth.core.workflow.Workflow;
import dev.berth.engine.repo.Repos;
import dev.berth.engine.workflow.Workflows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Checks a submission in the API's order: workflow, the repository's form, whether it is onboarded
 * and the submitter's to use, inputs that the workflow needs, limits, scopes. Problems with fields
 * are reported all at once. Made for one submission, on one thread.
 */
final class SubmissionCheck {
  private static final int DESCRIPTION = 10_000;
  private static final int APPROVALS = 20;
  private static final int ATTACHMENTS = 10;

  private final NewTask request;
  private final Workflows workflows;
  private final Policy policy;
  private final Function<RepoName, Optional<Repository>> repos;
  private final List<FieldProblem> problems = new ArrayList<>();

  SubmissionCheck(
      NewTask request,
      Workflows workflows,
      Policy policy,
      Function<RepoName, Optional<Repository>> repos) {
    this.request = request;
    this.workflows = workflows;
    this.policy = policy;
    this.repos = repos;
  }

  /**
   * The task's fixed part.
   *
   * @throws BerthException {@code WORKFLOW_UNKNOWN}, {@code REPO_NOT_ONBOARDED}, {@code
   *     VALIDATION_ERROR} with every field problem
   */
  TaskSpec check(TaskLimitsConfig defaults, Optional<TaskId> retryOf, Instant now) {
    Optional<RepoName> name = repoName();
    Optional<Repository> repo = name.flatMap(repos);
    Workflow workflow = workflow(repo);
    if (name.isPresent() && repo.filter(this::mine).isEmpty()) {
      throw new BerthException(
          ErrorCode.REPO_NOT_ONBOARDED, "the repository " + name.get() + " is not onboarded here");
    }
    Integer issue = number("issue_number", request.issueNumber());
    Integer pr = number("pr_number", request.prNumber());
    inputs(workflow, issue != null);
    TaskSpec.TaskLimits limits = limits(workflow, repo, defaults);
    List<String> scopes = scopes(repo);
    if (!problems.isEmpty()) {
      throw new BerthException(
          ErrorCode.VALIDATION_ERROR,
          problems.size() == 1
              ? problems.getFirst().field() + ": " + problems.getFirst().message()
              : problems.size() + " fields are not valid",
          problems,
          null);
    }
    return new TaskSpec(
        request.by().user(),
        repo.map(r -> new TaskSpec.RepoRef(r.id(), r.name())),
        Optional.ofNullable(issue),
        Optional.ofNullable(pr),
        request.description().orElse(""),
        new TaskSpec.WorkflowRef(workflow.id(), workflow.version()),
        limits,
        scopes,
        request.trace(),
        request.channel(),
        retryOf,
        now);
  }

  private Optional<RepoName> repoName() {
    if (request.repo().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(RepoName.parse(request.repo().get()));
    } catch (IllegalArgumentException e) {
      problem("repo", "FORM", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private boolean mine(Repository repo) {
    return repo.isActive() && Repos.isVisible(request.by().user(), request.by().role(), repo);
  }

  private Workflow workflow(Optional<Repository> repo) {
    String id =
        request
            .workflow()
            .or(() -> repo.flatMap(r -> r.settings().workflow()))
            .orElse(Workflows.DEFAULT);
    return workflows
        .current(id)
        .orElseThrow(
            () ->
                new BerthException(
                    ErrorCode.WORKFLOW_UNKNOWN,
                    "there is no workflow '" + bounded(id) + "'; there are " + workflows.ids()));
  }

  private void inputs(Workflow workflow, boolean hasIssue) {
    if (workflow.requiresRepo() && request.repo().isEmpty()) {
      problem("repo", "REQUIRED", "the workflow " + workflow.id() + " works on a repository");
    }
    if (!workflow.requiresRepo() && request.repo().isPresent()) {
      problem("repo", "NOT_ALLOWED", "the workflow " + workflow.id() + " takes no repository");
    }
    boolean described = request.description().filter(text -> !text.isBlank()).isPresent();
    if (!described && !hasIssue && request.prNumber().isEmpty()) {
      problem("task_description", "REQUIRED", "say what to do");
    }
    if (request.description().filter(text -> length(text) > DESCRIPTION).isPresent()) {
      problem("task_description", "TOO_LONG", DESCRIPTION + " characters at most");
    }
    if (request.attachments() > ATTACHMENTS) {
      problem("attachments", "TOO_MANY", ATTACHMENTS + " at most");
    } else if (request.attachments() > 0) {
      problem("attachments", "NOT_SUPPORTED", "attachments cannot be taken yet");
    }
  }

  private TaskSpec.TaskLimits limits(
      Workflow workflow, Optional<Repository> repo, TaskLimitsConfig defaults) {
    int turns =
        request
            .maxTurns()
            .or(() -> repo.flatMap(r -> r.settings().tasks().maxTurns()))
            .or(() -> workflow.limits().maxTurns())
            .orElse(defaults.maxTurns());
    range("max_turns", turns, 1, 500, "1 to 500");
    long budget =
        request
            .budgetMicroUsd()
            .or(() -> repo.flatMap(r -> r.settings().tasks().budgetMicroUsd()))
            .or(() -> workflow.limits().budgetMicroUsd())
            .orElse(defaults.budgetMicroUsd());
    range("max_budget_usd", budget, 10_000, 1_000_000_000, "0.01 to 1000");
    long timeout =
        request
            .approvalTimeoutSeconds()
            .map(Integer::longValue)
            .or(
                () ->
                    repo.flatMap(r -> r.settings().tasks().approvalTimeout())
                        .map(Duration::toSeconds))
            .orElse(defaults.approvalTimeout().toSeconds());
    range("approval_timeout_s", timeout, 30, 86_400, "30 to 86400");
    return new TaskSpec.TaskLimits(turns, budget, Duration.ofSeconds(timeout));
  }

  /** What is approved before anybody asks. One call that is not known yet cannot be. */
  private List<String> scopes(Optional<Repository> repo) {
    List<String> scopes = request.initialApprovals();
    if (scopes.size() > APPROVALS) {
      problem("initial_approvals", "TOO_MANY", APPROVALS + " at most");
    }
    for (int i = 0; i < Math.min(scopes.size(), APPROVALS); i++) {
      String field = "initial_approvals[" + i + "]";
      scopeProblem(scopes.get(i), repo).ifPresent(words -> problem(field, "SCOPE_INVALID", words));
    }
    return scopes;
  }

  private Optional<String> scopeProblem(String text, Optional<Repository> repo) {
    try {
      Scope scope = Scope.parse(text);
      return scope instanceof Scope.ThisCall
          ? Optional.of("this_call is granted with the approval of a gate only")
          : policy.problem(scope, repo);
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private @Nullable Integer number(String field, Optional<Long> value) {
    if (value.isEmpty()) {
      return null;
    }
    range(field, value.get(), 1, Integer.MAX_VALUE, "1 or more");
    return value.get().intValue();
  }

  private void range(String field, long value, long min, long max, String words) {
    if (value < min || value > max) {
      problem(field, "RANGE", words);
    }
  }

  private void problem(String field, String code, String message) {
    problems.add(new FieldProblem(field, code, message));
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static String bounded(String text) {
    return text.length() > 100 ? text.substring(0, 100) + "..." : text;
  }
}
