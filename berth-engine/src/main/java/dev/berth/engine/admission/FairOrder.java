package dev.berth.engine.admission;

import dev.berth.core.id.RepoId;
import dev.berth.core.id.UserId;
import dev.berth.core.task.Task;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * In which order waiting tasks are tried: users take turns, by name, after the one who was served
 * last; each user's tasks in the order in which they first queued.
 */
final class FairOrder {
  private FairOrder() {}

  /**
   * Orders tasks.
   *
   * @param queued in the order in which each first queued
   * @param servedLast whose task was admitted last
   */
  static List<Task> of(List<Task> queued, Optional<UserId> servedLast) {
    TreeMap<UserId, Deque<Task>> byUser = new TreeMap<>();
    for (Task task : queued) {
      byUser.computeIfAbsent(task.spec().owner(), user -> new ArrayDeque<>()).add(task);
    }
    List<Deque<Task>> turns = new ArrayList<>();
    if (servedLast.isPresent()) {
      turns.addAll(byUser.tailMap(servedLast.get(), false).values());
      turns.addAll(byUser.headMap(servedLast.get(), true).values());
    } else {
      turns.addAll(byUser.values());
    }
    List<Task> order = new ArrayList<>();
    while (order.size() < queued.size()) {
      for (Deque<Task> turn : turns) {
        Task next = turn.poll();
        if (next != null) {
          order.add(next);
        }
      }
    }
    return order;
  }

  /** The line that a task stands in: within one, nobody overtakes. */
  static Line line(Task task) {
    return new Line(task.spec().owner(), task.spec().repo().map(repo -> repo.id()));
  }

  /** A user's tasks on a repository. */
  record Line(UserId user, Optional<RepoId> repo) {}
}
