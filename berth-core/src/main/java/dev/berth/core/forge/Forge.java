package dev.berth.core.forge;

import dev.berth.core.repo.Repository;
import java.util.Optional;

/** Where repositories and change requests live. Thread-safe. */
public interface Forge {
  /** {@code local} or {@code github}. */
  String name();

  /**
   * Looks at a repository.
   *
   * @throws dev.berth.core.error.BerthException {@code REPO_UNREACHABLE}, {@code REPO_EMPTY}
   */
  RepoFacts inspect(String location);

  /** The commit that a branch points to, as the forge has it now. */
  Optional<String> branchOid(Repository repository, String branch);

  /** Deletes a branch where it still points to this commit; whether it is gone. */
  boolean deleteBranch(Repository repository, String branch, String expectedOid);

  /** Opens the change request of this head and base, or brings the open one up to date. */
  Opened openChangeRequest(Repository repository, ChangeRequest.Draft draft);

  /** The open change request of a head branch into a base branch. */
  Optional<ChangeRequest> findChangeRequest(Repository repository, String branch, String base);

  /** What a repository has. */
  record RepoFacts(String defaultBranch, String headOid) {}

  /** A change request, and whether this call opened it. */
  record Opened(ChangeRequest changeRequest, boolean created) {}
}
