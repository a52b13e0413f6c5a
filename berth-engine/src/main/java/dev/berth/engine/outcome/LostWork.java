package dev.berth.engine.outcome;

import dev.berth.core.forge.Mirror;
import dev.berth.core.repo.Repository;
import dev.berth.core.session.Session;
import dev.berth.core.store.Database;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Says what of a lost session's work is kept, and what is lost with it. */
final class LostWork {
  private final Database database;
  private final Mirror mirror;

  LostWork(Database database, Mirror mirror) {
    this.database = database;
    this.mirror = mirror;
  }

  /**
   * In words for the task's owner; empty unless its session was lost over a repository.
   *
   * @throws dev.berth.core.error.BerthException when the mirror cannot say
   */
  Optional<String> of(Task task) {
    if (task.state().fate().cause().filter(TaskState.Cause.LOST::equals).isEmpty()) {
      return Optional.empty();
    }
    record Left(Repository repository, List<Session> sessions) {}
    Optional<Left> left =
        database.read(
            tx ->
                task.spec()
                    .repo()
                    .flatMap(ref -> tx.repos().find(ref.id()))
                    .map(found -> new Left(found, tx.sessions().of(task.id()))));
    return left.map(
        l ->
            l.sessions().reversed().stream()
                .map(session -> mirror.checkpoint(l.repository(), session.id()))
                .flatMap(Optional::stream)
                .findFirst()
                .map(checkpoint -> words(task, checkpoint.savedAt()))
                .orElseGet(() -> words(task)));
  }

  private static String words(Task task, Instant savedAt) {
    Duration age = Duration.between(savedAt, task.state().since());
    long seconds = Math.max(0, age.toSeconds());
    return why(task)
        + "its last checkpoint was saved "
        + seconds
        + " s before. What it did after that and had not pushed is lost; `berth retry "
        + task.id()
        + "` goes on from the checkpoint";
  }

  private static String words(Task task) {
    return why(task) + "it had saved no checkpoint: what it had not pushed is lost";
  }

  private static String why(Task task) {
    return task.state().fate().message().map(message -> message + "; ").orElse("");
  }
}
