package dev.berth.engine.session;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.event.EventType;
import dev.berth.core.event.NewEvent;
import dev.berth.core.forge.ChangeRequest;
import dev.berth.core.forge.Forge;
import dev.berth.core.forge.Mirror;
import dev.berth.core.repo.Repository;
import dev.berth.core.session.SessionContext;
import dev.berth.core.task.Task;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Opens and updates a task's change request. The forge's key is head and base, and the head is the
 * task's own branch, so that repeating it opens no second one. Thread-safe.
 */
public final class ChangeRequests {
  private static final int TITLE_CHARS = 200;
  private static final int BODY_CHARS = 60_000;

  private final EngineParts parts;
  private final Forge forge;
  private final Mirror mirror;

  public ChangeRequests(EngineParts parts, Forge forge, Mirror mirror) {
    this.parts = parts;
    this.forge = forge;
    this.mirror = mirror;
  }

  /** What the forge has of a task's branch; empty when nothing was pushed beyond the base. */
  public Optional<Pushed> pushed(Task task, SessionContext.RepoContext repo) {
    return counted(task, repo).filter(pushed -> pushed.commits() > 0);
  }

  /**
   * The tip of a task's branch, and how many commits it has beyond the base, which may be none;
   * empty when there is no branch or it is at the base.
   */
  public Optional<Pushed> counted(Task task, SessionContext.RepoContext repo) {
    Repository repository = repository(task);
    Optional<String> head = forge.branchOid(repository, repo.branch());
    if (head.isEmpty() || head.get().equals(repo.baseOid())) {
      return Optional.empty();
    }
    int commits = mirror.commitsBeyond(repository, repo.baseOid(), head.get());
    return Optional.of(new Pushed(head.get(), Math.max(0, commits)));
  }

  /** The open change request of a task's branch. */
  public Optional<ChangeRequest> find(Task task, SessionContext.RepoContext repo) {
    return forge.findChangeRequest(repository(task), repo.branch(), repo.defaultBranch());
  }

  /**
   * Opens it, or brings it up to date, and notes where it is.
   *
   * @throws BerthException {@code NOTHING_PUSHED}, {@code CHANGE_REQUEST_REFUSED}
   */
  public Forge.Opened open(Task task, SessionContext.RepoContext repo, Pushed pushed, Text text) {
    Forge.Opened opened =
        forge.openChangeRequest(
            repository(task),
            new ChangeRequest.Draft(
                task.id(),
                cut(text.title(), TITLE_CHARS),
                cut(text.body(), BODY_CHARS),
                repo.branch(),
                repo.defaultBranch(),
                repo.baseOid(),
                pushed.head(),
                text.evidence()));
    ChangeRequest changeRequest = opened.changeRequest();
    parts
        .database()
        .write(
            tx -> {
              SessionRows.work(
                  tx, task.id(), work -> WorkChanges.proposed(work, pushed, changeRequest.url()));
              return tx.events().append(task.id(), List.of(event(changeRequest)));
            });
    return opened;
  }

  private NewEvent event(ChangeRequest changeRequest) {
    return new NewEvent(
        EventType.CHANGE_REQUEST_OPENED,
        parts.time().now(),
        Map.of(
            "number", changeRequest.number(),
            "pr_url", changeRequest.url(),
            "branch", changeRequest.branch(),
            "title", cut(changeRequest.title(), TITLE_CHARS)),
        Optional.of("berth:change-request:" + changeRequest.number()));
  }

  private Repository repository(Task task) {
    return parts
        .database()
        .read(tx -> task.spec().repo().flatMap(ref -> tx.repos().find(ref.id())))
        .orElseThrow(
            () -> new BerthException(ErrorCode.REPO_NOT_ONBOARDED, "the task has no repository"));
  }

  private static String cut(String text, int chars) {
    return text.length() <= chars ? text : text.substring(0, chars - 1) + "…";
  }

  /** A branch as the forge has it: its commit, and how many commits it has beyond the base. */
  public record Pushed(String head, int commits) {}

  /**
   * What a person reads.
   *
   * @param evidence JSON, as far as it is known
   */
  public record Text(String title, String body, String evidence) {}
}
