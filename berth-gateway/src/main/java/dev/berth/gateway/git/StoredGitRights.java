package dev.berth.gateway.git;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.forge.Mirror;
import dev.berth.core.gateway.Grant;
import dev.berth.core.gateway.GrantRole;
import dev.berth.core.repo.Repository;
import dev.berth.core.session.Session;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.core.task.EarlierAttempts;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskSpec.RepoRef;
import dev.berth.core.task.TaskSpec.WorkflowRef;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Rights as the database has them. */
public final class StoredGitRights implements GitRights {
  private final Database database;
  private final Predicate<WorkflowRef> readOnly;

  /**
   * @param readOnly whether sessions of a workflow may not push
   */
  public StoredGitRights(Database database, Predicate<WorkflowRef> readOnly) {
    this.database = database;
    this.readOnly = readOnly;
  }

  @Override
  public GitRight of(Grant grant) {
    return database.read(tx -> read(tx, grant));
  }

  private GitRight read(Tx tx, Grant old) {
    Grant grant =
        tx.grants()
            .find(old.lease())
            .filter(found -> found.deadAt().isEmpty())
            .orElseThrow(
                () -> new BerthException(ErrorCode.SESSION_CLOSED, "this session has ended"));
    Session session = tx.sessions().find(grant.session()).orElseThrow(StoredGitRights::none);
    Task task = tx.tasks().find(session.task()).orElseThrow(StoredGitRights::none);
    RepoRef ref = task.spec().repo().orElseThrow(StoredGitRights::none);
    Repository repository = tx.repos().find(ref.id()).orElseThrow(StoredGitRights::none);
    boolean agent = grant.role() == GrantRole.AGENT;
    Optional<String> branch = task.work().branch().map(name -> "refs/heads/" + name);
    return new GitRight(
        task.id(),
        repository,
        branch,
        agent ? Optional.of(Mirror.Checkpoint.refOf(session.id())) : Optional.empty(),
        agent ? earlier(tx, task, repository) : Set.of(),
        agent
            && grant.narrowedAt().isEmpty()
            && branch.isPresent()
            && !readOnly.test(task.spec().workflow()),
        session.epoch());
  }

  /** Those of the attempts before this one, as far as hydration looks back. */
  private static Set<String> earlier(Tx tx, Task task, Repository repository) {
    Set<String> refs = new HashSet<>();
    for (Task attempt : EarlierAttempts.of(tx, task, repository.id())) {
      tx.sessions().of(attempt.id()).forEach(s -> refs.add(Mirror.Checkpoint.refOf(s.id())));
    }
    return refs;
  }

  private static BerthException none() {
    return new BerthException(ErrorCode.NOT_FOUND, "this session's task has no repository");
  }
}
