package dev.berth.core.retention;

import dev.berth.core.id.TaskId;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What is deleted for its age, inside a unit of work. A task is kept while anything is open about
 * it, however old it is: it has not ended, one of its sessions has not stopped, a lease is not
 * settled, a slot is taken, money is reserved, or a job waits for it or for one of its sessions.
 */
public interface RetentionStore {
  /** Tasks that ended before then and that nothing keeps, the oldest first. */
  List<TaskId> expired(Instant before, int limit);

  /**
   * Deletes rows of such a task, so many of each kind at most, and the task itself when they all
   * were; nothing of a task that is kept. Its events and its output go first.
   */
  Deleted delete(TaskId task, Instant before, int rows);

  /** Those of these blobs that something refers to. */
  Set<String> referenced(Set<String> sha256s);

  /**
   * What was deleted.
   *
   * @param rows of the task, its own included
   * @param gone whether the task is no more
   */
  record Deleted(int rows, boolean gone) {}
}
