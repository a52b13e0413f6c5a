package dev.berth.gateway.git;

import dev.berth.core.id.TaskId;
import dev.berth.core.repo.Repository;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a grant may do at the git door, as the store has it at this moment.
 *
 * @param branchRef the session's own branch; shown, and pushed to where {@code mayPush}
 * @param checkpointRef where its checkpoints go, for an agent's grant that lives
 * @param earlier checkpoints of the attempts that this task retries, to fetch from
 * @param mayPush whether work may be pushed: an agent's grant, not narrowed, of a workflow that
 *     writes
 * @param epoch the session's
 */
public record GitRight(
    TaskId task,
    Repository repository,
    Optional<String> branchRef,
    Optional<String> checkpointRef,
    Set<String> earlier,
    boolean mayPush,
    long epoch) {

  public GitRight {
    earlier = Set.copyOf(earlier);
  }

  /**
   * The refs that are shown: the default branch, tags, the session's own, and what it goes on from.
   */
  Set<String> shown() {
    Set<String> refs = new TreeSet<>();
    refs.add("refs/heads/" + repository.defaultBranch());
    refs.add("refs/tags");
    branchRef.ifPresent(refs::add);
    checkpointRef.ifPresent(refs::add);
    refs.addAll(earlier);
    return refs;
  }
}
