package dev.berth.engine.task;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.TaskId;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Decision;
import dev.berth.core.task.Signal;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskLifecycle;
import dev.berth.core.time.Time;
import dev.berth.core.waypoint.Waypoint;
import dev.berth.core.waypoint.Waypoints;
import java.time.Instant;
import java.util.Optional;

/**
 * Sends signals to tasks: loads the task, asks the state machine, and stores the new state, its
 * events and its follow-up jobs in one transaction guarded by the row's version. A lost race is
 * read and decided again. Nothing else writes a task's status. Thread-safe.
 */
public final class TaskDriver {
  /** Enough for every writer of a task to win once; more means a defect, not bad luck. */
  private static final int ATTEMPTS = 20;

  private final Database database;
  private final TaskLifecycle lifecycle;
  private final CommandWriter commands;
  private final Time time;
  private final Waypoints waypoints;

  public TaskDriver(
      Database database,
      TaskLifecycle lifecycle,
      CommandWriter commands,
      Time time,
      Waypoints waypoints) {
    this.database = database;
    this.lifecycle = lifecycle;
    this.commands = commands;
    this.time = time;
    this.waypoints = waypoints;
  }

  /**
   * Sends a signal in a transaction of its own.
   *
   * @throws BerthException {@code NOT_FOUND} when there is no such task
   */
  public Decision signal(TaskId id, Signal signal) {
    return database.write(tx -> signal(tx, id, signal));
  }

  /**
   * Sends a signal inside the caller's transaction, which is stored with what else the caller
   * writes.
   *
   * @throws BerthException {@code NOT_FOUND} when there is no such task
   */
  public Decision signal(Tx tx, TaskId id, Signal signal) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Task task =
          tx.tasks()
              .find(id)
              .orElseThrow(() -> new BerthException(ErrorCode.NOT_FOUND, "no task " + id));
      Instant now = time.now();
      Decision decision = lifecycle.next(task.state(), signal, now);
      switch (decision) {
        case Decision.Move move -> {
          Optional<Task> stored = store(tx, task, move, now);
          if (stored.isPresent()) {
            return decision;
          }
        }
        case Decision.AlreadySo so -> {
          return so;
        }
        case Decision.Refused refused -> {
          return refused;
        }
      }
    }
    throw new BerthException(
        ErrorCode.CONFLICT, "task " + id + " was changed " + ATTEMPTS + " times meanwhile");
  }

  private Optional<Task> store(Tx tx, Task task, Decision.Move move, Instant now) {
    Task next = commands.bound(task.moved(move.next()), move.commands());
    if (!tx.tasks().update(next)) {
      return Optional.empty();
    }
    // Before the follow-up jobs' own: nobody has been woken when this is passed.
    tx.afterCommit(() -> waypoints.pass(Waypoint.afterCommit(move.row())));
    tx.events().append(next.id(), move.events());
    commands.write(tx, next, move.commands(), now);
    waypoints.pass(Waypoint.beforeCommit(move.row()));
    return Optional.of(next);
  }
}
