package dev.berth.core.task;

import dev.berth.core.id.RepoId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import dev.berth.core.repo.RepoName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Task rows, inside a unit of work. */
public interface TaskStore {
  void insert(Task task);

  /**
   * Replaces state, session and work where the row's version is still {@code task.version() - 1};
   * whether it was.
   */
  boolean update(Task task);

  Optional<Task> find(TaskId id);

  /**
   * Keeps everybody else from changing the task's row until this unit of work ends. A unit of work
   * that writes rows of a task and of its sessions locks or writes the task first, then its event
   * counter or its sessions: one order, so that two of them never wait for each other.
   */
  void lock(TaskId id);

  Optional<Task> findBySession(SessionId session);

  /** Newest first; filters apply before the limit. */
  List<Task> list(Filter filter);

  /** Ids in one of these states, oldest first. */
  List<TaskId> idsIn(Set<TaskStatus> statuses);

  /** Tasks that wait for a slot, in the order in which each first queued. */
  List<Task> queued();

  /**
   * The places, from 1, of those of these tasks that wait for a slot. Users take turns, by name,
   * after the one who was served last; each user's tasks in the order in which each first queued.
   */
  Map<TaskId, Integer> queuePositions(Optional<UserId> servedLast, Set<TaskId> tasks);

  /** Whether a task waits for a slot. */
  boolean hasQueued();

  /** How many tasks of a repository have not ended. */
  long countOpen(RepoId repo);

  /** How many tasks are in each state. */
  Map<TaskStatus, Long> countByStatus();

  /**
   * What to list.
   *
   * @param before only tasks with a smaller id (ids grow with time)
   */
  record Filter(
      Optional<UserId> owner,
      Optional<RepoName> repo,
      Set<TaskStatus> statuses,
      Optional<TaskId> before,
      int limit) {}
}
