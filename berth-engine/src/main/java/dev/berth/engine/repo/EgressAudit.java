package dev.berth.engine.repo;

import dev.berth.core.audit.AuditAction;
import dev.berth.core.audit.AuditEntry;
import dev.berth.core.egress.EgressStore.Change;
import dev.berth.core.egress.EgressStore.Change.Action;
import dev.berth.core.event.EventType;
import dev.berth.core.event.NewEvent;
import dev.berth.core.id.UserId;
import dev.berth.core.repo.RepoSettings.Egress;
import dev.berth.core.repo.Repository;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskStatus;
import dev.berth.core.task.TaskStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who changed what sessions may reach: kept with the repository, and told to its running tasks. */
final class EgressAudit {
  private static final Logger LOG = LoggerFactory.getLogger(EgressAudit.class);

  private static final Set<TaskStatus> AT_WORK =
      EnumSet.of(TaskStatus.HYDRATING, TaskStatus.RUNNING, TaskStatus.AWAITING_APPROVAL);

  /** Running tasks of a repository that are told. */
  private static final int MOST_TASKS = 200;

  private EgressAudit() {}

  /** What somebody did, entry by entry. */
  static List<Change> between(Egress before, Egress after, UserId by, Instant at) {
    List<Change> changes = new ArrayList<>();
    for (String gone : without(entries(before), entries(after))) {
      changes.add(new Change(at, by, Action.DENY, gone));
    }
    for (String come : without(entries(after), entries(before))) {
      changes.add(new Change(at, by, Action.ALLOW, come));
    }
    return List.copyOf(changes);
  }

  /** The same in the audit of the installation. */
  static void audit(Tx tx, Repository repository, List<Change> changes) {
    for (Change change : changes) {
      tx.audit()
          .append(
              new AuditEntry(
                  change.at(),
                  AuditAction.EGRESS_CHANGED,
                  Optional.of(change.by()),
                  Optional.empty(),
                  repository.name().toString(),
                  Map.of(
                      "action", change.action().name().toLowerCase(Locale.ROOT),
                      "entry", change.entry())));
    }
  }

  private static Set<String> entries(Egress egress) {
    Set<String> all = new LinkedHashSet<>(egress.hosts());
    all.addAll(egress.registries());
    return all;
  }

  private static Set<String> without(Set<String> all, Set<String> others) {
    Set<String> left = new LinkedHashSet<>(all);
    left.removeAll(others);
    return left;
  }

  /**
   * Tells those who watch: each task in a unit of work of its own, since none waits for another.
   */
  static void tell(Database database, Repository repository, List<Change> changes) {
    if (changes.isEmpty()) {
      return;
    }
    changes.forEach(
        c -> LOG.info("{}: {} {} {}", repository.name(), c.by(), c.action(), c.entry()));
    Map<String, Object> words = new LinkedHashMap<>();
    words.put("by", changes.getFirst().by().value());
    words.put("allowed", entries(changes, Action.ALLOW));
    words.put("denied", entries(changes, Action.DENY));
    NewEvent event = NewEvent.of(EventType.EGRESS_CHANGED, changes.getFirst().at(), words);
    List<Task> tasks =
        database.read(
            tx ->
                tx.tasks()
                    .list(
                        new TaskStore.Filter(
                            Optional.empty(),
                            Optional.of(repository.name()),
                            AT_WORK,
                            Optional.empty(),
                            MOST_TASKS)));
    for (Task task : tasks) {
      database.write(tx -> tx.events().append(task.id(), List.of(event)));
    }
  }

  private static List<String> entries(List<Change> changes, Action action) {
    return changes.stream().filter(c -> c.action() == action).map(Change::entry).toList();
  }
}
