package dev.berth.engine.task;

import dev.berth.core.access.Role;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.gate.Gate;
import dev.berth.core.id.GateId;
import dev.berth.core.id.TaskId;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseState;
import dev.berth.core.session.Session;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskStatus;
import dev.berth.core.task.TaskStore;
import dev.berth.engine.admission.Admission;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Tasks as people look at them. What is not theirs does not exist. Thread-safe. */
public final class TaskReader {
  /** Enough ended tasks for a guess. */
  private static final int SAMPLE = 20;

  private final Database database;
  private final Admission admission;

  public TaskReader(Database database, Admission admission) {
    this.database = database;
    this.admission = admission;
  }

  /**
   * A task with its details.
   *
   * @throws BerthException {@code NOT_FOUND}
   */
  public TaskView view(NewTask.Submitter by, TaskId id) {
    return database.read(tx -> views(tx, List.of(visible(tx, by, id))).getFirst());
  }

  /** Newest first; users see their own, operators everybody's. */
  public List<TaskView> list(NewTask.Submitter by, TaskStore.Filter filter) {
    TaskStore.Filter seen =
        by.role().includes(Role.OPERATOR)
            ? filter
            : new TaskStore.Filter(
                Optional.of(by.user()),
                filter.repo(),
                filter.statuses(),
                filter.before(),
                filter.limit());
    return database.read(tx -> views(tx, tx.tasks().list(seen)));
  }

  /**
   * The task, when it is visible to somebody: the only place that decides this.
   *
   * @throws BerthException {@code NOT_FOUND}, also when it is somebody else's
   */
  public static Task visible(Tx tx, NewTask.Submitter by, TaskId id) {
    return seen(tx, by, id)
        .orElseThrow(() -> new BerthException(ErrorCode.NOT_FOUND, "no task " + id));
  }

  /** Whether the task is there, and visible to somebody. */
  public static boolean isVisible(Tx tx, NewTask.Submitter by, TaskId id) {
    return seen(tx, by, id).isPresent();
  }

  private static Optional<Task> seen(Tx tx, NewTask.Submitter by, TaskId id) {
    return tx.tasks()
        .find(id)
        .filter(task -> task.spec().owner().equals(by.user()) || by.role().includes(Role.OPERATOR));
  }

  /** What holds for the whole queue is asked once for all of them. */
  private List<TaskView> views(Tx tx, List<Task> tasks) {
    Set<TaskId> queued =
        tasks.stream()
            .filter(task -> task.status() == TaskStatus.QUEUED)
            .map(Task::id)
            .collect(Collectors.toSet());
    Map<TaskId, Integer> positions = admission.positions(tx, queued);
    Optional<Duration> mean = queued.isEmpty() ? Optional.empty() : meanTime(tx);
    return tasks.stream()
        .map(
            task -> {
              Optional<Integer> position = Optional.ofNullable(positions.get(task.id()));
              return new TaskView(
                  task,
                  tx.budgets().find(task.id()),
                  position,
                  position.flatMap(place -> mean.map(time -> estimate(place, time))),
                  awaiting(tx, task),
                  leases(tx, task));
            })
        .toList();
  }

  /** Rounds of the whole capacity ahead, each as long as tasks took lately. */
  private Duration estimate(int position, Duration mean) {
    return mean.multipliedBy(Math.ceilDiv(position, admission.capacity()));
  }

  /** How long tasks took lately; empty before any has ended. */
  private static Optional<Duration> meanTime(Tx tx) {
    Set<TaskStatus> ended = Set.of(TaskStatus.COMPLETED, TaskStatus.FAILED);
    TaskStore.Filter recent =
        new TaskStore.Filter(Optional.empty(), Optional.empty(), ended, Optional.empty(), SAMPLE);
    List<Duration> took =
        tx.tasks().list(recent).stream().flatMap(task -> took(task).stream()).toList();
    return took.isEmpty()
        ? Optional.empty()
        : Optional.of(took.stream().reduce(Duration.ZERO, Duration::plus).dividedBy(took.size()));
  }

  private static Optional<Duration> took(Task task) {
    return task.state()
        .moments()
        .startedAt()
        .flatMap(
            start -> task.state().moments().completedAt().map(end -> Duration.between(start, end)));
  }

  private static Optional<GateId> awaiting(Tx tx, Task task) {
    return task.status() == TaskStatus.AWAITING_APPROVAL
        ? tx.gates().of(task.id()).stream().filter(Gate::isPending).map(Gate::id).findFirst()
        : Optional.empty();
  }

  private static TaskView.OpenLeases leases(Tx tx, Task task) {
    int held = 0;
    int stuck = 0;
    if (task.session().isPresent()) {
      for (Session session : tx.sessions().of(task.id())) {
        for (Lease lease : tx.leases().of(session.id())) {
          held += lease.state().isSettled() ? 0 : 1;
          stuck += lease.state() == LeaseState.STUCK ? 1 : 0;
        }
      }
    }
    return new TaskView.OpenLeases(held, stuck);
  }
}
