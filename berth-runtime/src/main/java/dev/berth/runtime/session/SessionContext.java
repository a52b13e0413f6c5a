package dev.berth.runtime.session;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The hydrated task, as {@code GET /session/context} gives it. Fields that this version does not
 * know are skipped, so that an older agent works with a newer control plane.
 *
 * @param repo null for workflows without a repository
 */
public record SessionContext(
    String taskId,
    String sessionId,
    Workflow workflow,
    @Nullable Repo repo,
    Prompt prompt,
    List<Source> sources,
    List<Attachment> attachments,
    Model model,
    Limits limits,
    Map<String, String> trailers,
    Author author) {
  /** Makes absent lists and the author what they mean. */
  public SessionContext {
    sources = orEmpty(sources);
    attachments = orEmpty(attachments);
    trailers = absent(trailers) ? Map.of() : trailers;
    author = absent(author) ? new Author("Berth", "berth@localhost") : author;
  }

  /** The steps to go through, in order. */
  public record Workflow(String id, @Nullable String version, List<Step> steps) {
    /** Makes absent steps an empty list. */
    public Workflow {
      steps = orEmpty(steps);
    }
  }

  /**
   * One step.
   *
   * @param required whether the task fails when the step does; null leaves it to the step
   */
  public record Step(String name, @Nullable Boolean required) {}

  /**
   * The repository behind the git door.
   *
   * @param branch the session's branch, the only one that may be pushed
   * @param baseOid the commit to start from; null for the default branch's newest
   * @param start a tree that an earlier attempt left, to be laid over the base; null for none
   */
  public record Repo(
      String owner,
      String name,
      String cloneUrl,
      String defaultBranch,
      String branch,
      @Nullable String baseOid,
      @Nullable String buildCommand,
      @Nullable String lintCommand,
      @Nullable Start start) {}

  /**
   * The last checkpoint of the attempt that this task retries.
   *
   * @param ref to be fetched from the clone URL
   */
  public record Start(String ref, String oid, @Nullable Instant savedAt, @Nullable String taskId) {}

  /** What the model is told. */
  public record Prompt(@Nullable String system, String task, @Nullable String version) {}

  /**
   * Text that belongs to the task.
   *
   * @param trust {@code owner}, {@code collaborator}, {@code stranger} or {@code system}: who could
   *     have written it
   */
  public record Source(String kind, String trust, String text) {}

  /** A file that belongs to the task. */
  public record Attachment(
      @Nullable String name, @Nullable String url, @Nullable String contentType) {}

  /**
   * The model gateway.
   *
   * @param protocol {@code openai} or {@code anthropic}
   */
  public record Model(String protocol, String baseUrl, String name, int maxOutputTokens) {}

  /** What the session may use. */
  public record Limits(
      int maxTurns, long budgetMicroUsd, @Nullable Instant deadline, int bashTimeoutS) {}

  /** Who commits. */
  public record Author(String name, String email) {}

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  private static boolean absent(@Nullable Object value) {
    return value == null;
  }
}
