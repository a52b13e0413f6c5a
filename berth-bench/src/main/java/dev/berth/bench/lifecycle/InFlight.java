package dev.berth.bench.lifecycle;

import dev.berth.core.id.TaskId;
import dev.berth.core.session.SessionState;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskStatus;
import dev.berth.core.waypoint.Waypoint;
import dev.berth.core.waypoint.Waypoints;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The tasks that are not over yet. It looks when a cleanup has ended, and twice a second in case
 * that another step was the last. Used by one thread, woken by any.
 */
final class InFlight {
  private static final long LOOK_MILLIS = 500;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Database database;
  private final Semaphore reasonsToLook = new Semaphore(0);
  private final Set<TaskId> tasks = new LinkedHashSet<>();

  InFlight(Database database) {
    this.database = database;
  }

  /** Waypoints that wake this one after a point. */
  Waypoints lookingAfter(Waypoint point) {
    return passed -> {
      if (passed.equals(point)) {
        reasonsToLook.release();
      }
    };
  }

  void add(TaskId task) {
    tasks.add(task);
  }

  /**
   * Waits until there are fewer.
   *
   * @throws IllegalStateException when nothing ends for a minute, or a task did not complete
   */
  void awaitFewerThan(int limit) throws InterruptedException {
    long begin = System.nanoTime();
    while (tasks.size() >= limit) {
      if (reasonsToLook.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        reasonsToLook.drainPermits();
      }
      List<TaskId> over =
          database.read(tx -> tasks.stream().filter(task -> isOver(tx, task)).toList());
      if (!over.isEmpty()) {
        tasks.removeAll(Set.copyOf(over));
        begin = System.nanoTime();
      } else if (System.nanoTime() - begin > PATIENCE_NANOS) {
        throw new IllegalStateException("these tasks do not end: " + tasks);
      }
    }
  }

  private static boolean isOver(Tx tx, TaskId id) {
    Task task = tx.tasks().find(id).orElseThrow();
    if (!task.status().isTerminal()) {
      return false;
    }
    if (task.status() != TaskStatus.COMPLETED) {
      throw new IllegalStateException("task " + id + " is " + task.status() + ": " + task.state());
    }
    return tx.sessions().of(id).stream()
        .allMatch(session -> session.state() == SessionState.STOPPED);
  }
}
