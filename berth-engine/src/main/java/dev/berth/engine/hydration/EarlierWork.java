package dev.berth.engine.hydration;

import dev.berth.core.forge.Mirror;
import dev.berth.core.repo.Repository;
import dev.berth.core.session.Session;
import dev.berth.core.session.SessionContext;
import dev.berth.core.store.Database;
import dev.berth.core.task.EarlierAttempts;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a retry begins from: the last checkpoint of the attempt before it, on the commit that that
 * attempt began at, so that nothing which others did meanwhile is taken back. An attempt that left
 * none hands on what it began from itself; one that was completed has nothing to go on from.
 */
final class EarlierWork {
  private final Database database;
  private final Mirror mirror;

  EarlierWork(Database database, Mirror mirror) {
    this.database = database;
    this.mirror = mirror;
  }

  /**
   * Where a session's work stands.
   *
   * @param base the commit
   * @param start a tree on top of it
   */
  record Footing(String base, Optional<SessionContext.Start> start) {}

  /**
   * The footing of a task.
   *
   * @param tip where it begins without earlier work
   * @throws dev.berth.core.error.BerthException when the mirror cannot say
   */
  Footing under(Task task, Repository repository, String tip) {
    return attempts(task, repository).stream()
        .takeWhile(attempt -> attempt.task().status() != TaskStatus.COMPLETED)
        .map(attempt -> left(attempt, repository))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseGet(() -> new Footing(tip, Optional.empty()));
  }

  private record Attempt(Task task, List<Session> sessions) {}

  private List<Attempt> attempts(Task task, Repository repository) {
    return database.read(
        tx ->
            EarlierAttempts.of(tx, task, repository.id()).stream()
                .map(earlier -> new Attempt(earlier, tx.sessions().of(earlier.id())))
                .toList());
  }

  private Optional<Footing> left(Attempt attempt, Repository repository) {
    return attempt
        .task()
        .work()
        .baseOid()
        .flatMap(
            base ->
                attempt.sessions().reversed().stream()
                    .map(session -> mirror.checkpoint(repository, session.id()))
                    .flatMap(Optional::stream)
                    .findFirst()
                    .map(found -> new Footing(base, Optional.of(start(attempt.task(), found)))));
  }

  private static SessionContext.Start start(Task task, Mirror.Checkpoint found) {
    return new SessionContext.Start(found.ref(), found.oid(), found.savedAt(), task.id());
  }

  /** How long ago something was saved; never negative, although clocks may be. */
  static Duration age(Instant savedAt, Instant now) {
    Duration age = Duration.between(savedAt, now);
    return age.isNegative() ? Duration.ZERO : age;
  }

  /** For the model and for people. */
  static String words(SessionContext.Start start, Instant now) {
    return "An earlier attempt ended before it was done (task "
        + start.task()
        + "). Its working tree, saved "
        + age(start.savedAt(), now).toSeconds()
        + " s ago, is in the workspace as changes that are not committed. Look at them with git"
        + " diff before you go on.";
  }
}
