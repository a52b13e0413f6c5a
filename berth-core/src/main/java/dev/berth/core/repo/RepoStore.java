package dev.berth.core.repo;

import dev.berth.core.id.RepoId;
import java.util.List;
import java.util.Optional;

/** Repositories, inside a unit of work. */
public interface RepoStore {
  /**
   * Adds one.
   *
   * @throws dev.berth.core.error.BerthException {@code REPO_ALREADY_ONBOARDED} when an active one
   *     has the name
   */
  void insert(Repository repository);

  /** Replaces the row where its version is still one less than the given one's; whether it was. */
  boolean update(Repository repository);

  Optional<Repository> find(RepoId id);

  /** The active one of this name. */
  Optional<Repository> findActive(RepoName name);

  /** Active ones by name, starting after the given name, at most {@code limit}. */
  List<Repository> list(Optional<RepoName> after, int limit);

  long countActive();

  /** Removed ones to which no task refers any more, oldest first, at most {@code limit}. */
  List<Repository> abandoned(int limit);

  /** Deletes one that is abandoned; whether it still was. */
  boolean deleteAbandoned(RepoId id);
}
