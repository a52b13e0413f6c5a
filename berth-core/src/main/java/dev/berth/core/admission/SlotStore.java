package dev.berth.core.admission;

import dev.berth.core.id.TaskId;
import java.util.Optional;

/** Slots: numbered rows {@code (scope, 1..limit)} with a unique key, inside a unit of work. */
public interface SlotStore {
  /**
   * Takes the lowest free number of the scope up to the limit; empty when there is none. Taking
   * twice for a task answers the same.
   */
  Optional<Integer> take(String scope, int limit, TaskId task);

  /** Frees all slots of a task; how many there were. */
  int free(TaskId task);

  /** How many slots of a scope are taken. */
  int taken(String scope);

  /** The scope of a user's slots. */
  static String user(dev.berth.core.id.UserId user) {
    return "user:" + user;
  }

  /** The scope of a repository's slots. */
  static String repo(dev.berth.core.id.RepoId repo) {
    return "repo:" + repo;
  }
}
