package dev.berth.core.forge;

import dev.berth.core.id.RepoId;
import dev.berth.core.id.TaskId;
import java.util.Optional;

/** Change requests of the local forge, inside a unit of work. */
public interface ChangeRequestStore {
  /** The next number of a repository. */
  long nextNumber(RepoId repo);

  void insert(ChangeRequest changeRequest);

  /** Replaces title, body, commits and evidence. */
  void update(ChangeRequest changeRequest);

  Optional<ChangeRequest> find(RepoId repo, String branch, String base);

  Optional<ChangeRequest> findByNumber(RepoId repo, long number);

  Optional<ChangeRequest> findByTask(TaskId task);
}
