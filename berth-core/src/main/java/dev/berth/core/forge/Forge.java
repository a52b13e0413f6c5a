package dev.berth.core.forge;

import dev.berth.core.repo.Repository;
import java.nio.file.Path;
import java.util.Optional;

/** Where repositories and change requests live. Thread-safe. */
public interface Forge {
  /** {@code local} or {@code github}. */
  String name();

  /**
   * Looks at a repository that is to be onboarded.
   *
   * @param location as a person wrote it
   * @throws dev.berth.core.error.BerthException {@code REPO_UNREACHABLE}, {@code REPO_EMPTY}
   */
  default RepoFacts inspect(String location) {
    return inspect(location, Optional.empty());
  }

  /**
   * Looks at a repository and at the branch that its tasks are to begin from.
   *
   * @param branch without {@code refs/heads/}; empty: the forge's own default
   * @throws dev.berth.core.error.BerthException as above, and {@code BRANCH_NOT_FOUND}
   */
  RepoFacts inspect(String location, Optional<String> branch);

  /**
   * Fetches every branch and tag into a bare repository of Berth's, under the same names, and
   * removes there what the forge has no longer. Other refs of that repository are left alone.
   *
   * @throws dev.berth.core.error.BerthException {@code REPO_UNREACHABLE}, {@code REPO_EMPTY}
   */
  void fetchInto(Repository repository, Path gitDirectory);

  /**
   * Moves one branch on the forge, where it still is at the expected commit; also to a commit that
   * does not descend from it, which whoever calls this has judged.
   *
   * @throws dev.berth.core.error.BerthException when the forge's answer is not known
   */
  PushAnswer push(Repository repository, ForgePush push);

  /** The commit that a branch points to, as the forge has it now. */
  Optional<String> branchOid(Repository repository, String branch);

  /** Deletes a branch where it still points to this commit; whether it is gone. */
  boolean deleteBranch(Repository repository, String branch, String expectedOid);

  /**
   * Opens the change request of this head and base, or brings the open one up to date.
   *
   * @throws dev.berth.core.error.BerthException {@code NOTHING_PUSHED}, {@code
   *     CHANGE_REQUEST_REFUSED}
   */
  Opened openChangeRequest(Repository repository, ChangeRequest.Draft draft);

  /** The open change request of a head branch into a base branch. */
  Optional<ChangeRequest> findChangeRequest(Repository repository, String branch, String base);

  /**
   * What a repository has.
   *
   * @param location in the form that is stored, such as {@code read:/home/ann/shop}
   * @param defaultBranch short name
   * @param headOid its commit
   */
  record RepoFacts(String location, String defaultBranch, String headOid) {}

  /** A change request, and whether this call opened it. */
  record Opened(ChangeRequest changeRequest, boolean created) {}

  /**
   * A push by Berth.
   *
   * @param gitDirectory a bare repository of Berth's
   * @param quarantine an object directory with objects that it has not taken over yet
   * @param ref full name
   * @param expectedOid the commit that the ref has now; empty where it must not exist
   * @param newOid the commit that it gets
   */
  record ForgePush(
      Path gitDirectory,
      Optional<Path> quarantine,
      String ref,
      Optional<String> expectedOid,
      String newOid) {}

  /** What the forge said to a push. */
  sealed interface PushAnswer {
    /** The ref is at the new commit. */
    record Accepted() implements PushAnswer {}

    /** The ref is where it was; why, in the forge's words. */
    record Refused(String reason) implements PushAnswer {}
  }
}
