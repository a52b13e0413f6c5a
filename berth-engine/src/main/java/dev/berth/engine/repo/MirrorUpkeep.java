package dev.berth.engine.repo;

import dev.berth.core.error.BerthException;
import dev.berth.core.forge.Mirror;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.repo.RepoName;
import dev.berth.core.repo.Repository;
import dev.berth.core.session.SessionState;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskStore;
import dev.berth.core.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps mirrors from growing for ever: checkpoints go a week after their task's end, and with them
 * what only they needed. The commits that tasks refer to stay as long as the tasks do, also when
 * the forge has no branch for them any more. A removed repository is forgotten, mirror and row,
 * when the last task that refers to it is. Thread-safe.
 */
public final class MirrorUpkeep {
  private static final Logger LOG = LoggerFactory.getLogger(MirrorUpkeep.class);

  /** Between two looks. */
  public static final Duration INTERVAL = Duration.ofDays(1);

  /** How long a person has to look at what a session left. */
  private static final Duration AFTER_END = Duration.ofDays(7);

  private static final int PAGE = 200;

  private final Database database;
  private final Mirror mirror;
  private final Time time;

  public MirrorUpkeep(Database database, Mirror mirror, Time time) {
    this.database = database;
    this.mirror = mirror;
    this.time = time;
  }

  /** Looks at every repository; one that fails is logged, and looked at again the next time. */
  public void tick() {
    Optional<RepoName> after = Optional.empty();
    List<Repository> page;
    do {
      Optional<RepoName> from = after;
      page = database.read(tx -> tx.repos().list(from, PAGE));
      page.forEach(this::prune);
      after = page.isEmpty() ? after : Optional.of(page.getLast().name());
    } while (page.size() == PAGE);
    database.read(tx -> tx.repos().abandoned(PAGE)).forEach(this::discard);
  }

  /** The mirror first: while there is a row, somebody comes back for what is left of it. */
  private void discard(Repository repository) {
    try {
      mirror.discard(repository);
    } catch (BerthException e) {
      LOG.warn("the mirror of {} was not discarded: {}", repository.name(), e.detail());
      return;
    }
    if (database.write(tx -> tx.repos().deleteAbandoned(repository.id()))) {
      LOG.info(
          "the removed repository {} is forgotten, no task refers to it any more",
          repository.name());
    }
  }

  private void prune(Repository repository) {
    try {
      int removed =
          mirror.prune(
              repository, new Mirror.Kept(this::isKept, () -> commitsOf(repository.name())));
      if (removed > 0) {
        LOG.info("{} old checkpoints of {} were removed", removed, repository.name());
      }
    } catch (BerthException e) {
      LOG.warn("the mirror of {} was not pruned: {}", repository.name(), e.detail());
    }
  }

  private boolean isKept(SessionId session) {
    Instant now = time.now();
    return database.read(
        tx ->
            tx.sessions()
                .find(session)
                .map(
                    found ->
                        found.state() != SessionState.STOPPED || isRecent(tx, found.task(), now))
                .orElse(false));
  }

  private static boolean isRecent(Tx tx, TaskId id, Instant now) {
    return tx.tasks()
        .find(id)
        .map(
            task ->
                task.state()
                    .moments()
                    .completedAt()
                    .map(end -> end.plus(AFTER_END).isAfter(now))
                    .orElse(true))
        .orElse(false);
  }

  private Set<String> commitsOf(RepoName repo) {
    Set<String> commits = new HashSet<>();
    Optional<TaskId> before = Optional.empty();
    List<Task> page;
    do {
      TaskStore.Filter filter =
          new TaskStore.Filter(Optional.empty(), Optional.of(repo), Set.of(), before, PAGE);
      page = database.read(tx -> tx.tasks().list(filter));
      for (Task task : page) {
        task.work().baseOid().ifPresent(commits::add);
        task.work().headOid().ifPresent(commits::add);
        before = Optional.of(task.id());
      }
    } while (page.size() == PAGE);
    return commits;
  }
}
