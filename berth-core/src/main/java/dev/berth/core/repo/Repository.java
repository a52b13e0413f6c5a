package dev.berth.core.repo;

import dev.berth.core.id.RepoId;
import dev.berth.core.id.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An onboarded repository.
 *
 * @param forge the forge's name, such as {@code local}
 * @param location where the forge has it: for {@code local} the path of a git repository on this
 *     host
 * @param defaultBranch short name, such as {@code main}
 * @param removedAt when it was removed; a removed one takes no new tasks and keeps its history
 * @param version grows with each change
 */
public record Repository(
    RepoId id,
    RepoName name,
    UserId owner,
    String forge,
    String location,
    String defaultBranch,
    RepoSettings settings,
    Provisioning provisioning,
    Instant createdAt,
    Instant updatedAt,
    Optional<Instant> removedAt,
    long version) {

  /** Whether Berth could reach and mirror it, and what is in the way. */
  public record Provisioning(State state, List<String> problems) {
    public Provisioning {
      problems = List.copyOf(problems);
    }

    /** Progress of onboarding. */
    public enum State {
      PENDING,
      READY,
      FAILED
    }
  }

  /** Whether new tasks are accepted. */
  public boolean isActive() {
    return removedAt.isEmpty();
  }

  /** The same with other settings. */
  public Repository with(RepoSettings newSettings) {
    return new Repository(
        id,
        name,
        owner,
        forge,
        location,
        defaultBranch,
        newSettings,
        provisioning,
        createdAt,
        updatedAt,
        removedAt,
        version);
  }

  /** The same with another default branch. */
  public Repository onBranch(String branch) {
    return new Repository(
        id,
        name,
        owner,
        forge,
        location,
        branch,
        settings,
        provisioning,
        createdAt,
        updatedAt,
        removedAt,
        version);
  }

  /** The same, removed. */
  public Repository removed(Instant at) {
    return new Repository(
        id,
        name,
        owner,
        forge,
        location,
        defaultBranch,
        settings,
        provisioning,
        createdAt,
        updatedAt,
        Optional.of(at),
        version);
  }

  /** The same as the next version of the row. */
  public Repository next(Instant at) {
    return new Repository(
        id,
        name,
        owner,
        forge,
        location,
        defaultBranch,
        settings,
        provisioning,
        createdAt,
        at,
        removedAt,
        version + 1);
  }
}
