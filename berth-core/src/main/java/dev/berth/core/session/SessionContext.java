package dev.berth.core.session;

import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.repo.RepoName;
import dev.berth.core.workflow.Workflow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The hydrated task, as the agent gets it. */
public record SessionContext(
    TaskId task,
    SessionId session,
    Workflow workflow,
    Optional<RepoContext> repo,
    Prompt prompt,
    List<Source> sources,
    ModelContext model,
    LimitsContext limits,
    Map<String, String> trailers) {
  public SessionContext {
    sources = List.copyOf(sources);
    trailers = Map.copyOf(trailers);
  }

  /**
   * The repository as the session sees it.
   *
   * @param start the tree that an earlier attempt left, as it is to be found in the workspace on
   *     top of the base
   */
  public record RepoContext(
      RepoName name,
      String defaultBranch,
      String branch,
      String baseOid,
      Optional<String> buildCommand,
      Optional<String> lintCommand,
      Optional<Start> start) {}

  /**
   * An earlier attempt's last checkpoint, which a retry begins from.
   *
   * @param ref shown at the git door for fetching
   * @param task of the earlier attempt
   */
  public record Start(String ref, String oid, Instant savedAt, TaskId task) {}

  /** The texts that the model starts with. */
  public record Prompt(String system, String task, String version) {}

  /**
   * One piece of the context with what it may be trusted for: {@code owner}, {@code collaborator},
   * {@code stranger}, {@code system}.
   */
  public record Source(String kind, String trust, String text) {}

  /** Which model, in which of the gateway's dialects: {@code openai} or {@code anthropic}. */
  public record ModelContext(String protocol, String name, int maxOutputTokens) {}

  /** What it may use. */
  public record LimitsContext(
      int maxTurns, long budgetMicroUsd, Instant deadline, int bashTimeoutSeconds) {}
}
