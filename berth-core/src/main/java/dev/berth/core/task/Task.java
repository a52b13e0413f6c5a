package dev.berth.core.task;

import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import java.util.Optional;

/**
 * A task as it is stored.
 *
 * @param session its one session, once admitted
 * @param work what is known of its result so far
 * @param version grows with each change of the row; guards every write
 */
public record Task(
    TaskId id,
    TaskSpec spec,
    TaskState state,
    Optional<SessionId> session,
    Work work,
    long version) {

  public TaskStatus status() {
    return state.status();
  }

  /** The next version: in another state. Only the lifecycle driver stores one. */
  public Task moved(TaskState newState) {
    return new Task(id, spec, newState, session, work, version + 1);
  }

  /** The same version with its session. */
  public Task withSession(SessionId newSession) {
    return new Task(id, spec, state, Optional.of(newSession), work, version);
  }

  /** The next version: with more known of its work. */
  public Task worked(Work newWork) {
    return new Task(id, spec, state, session, newWork, version + 1);
  }

  /**
   * What the task has produced, as Berth knows it, not as the agent says.
   *
   * @param branch the branch on the forge that the session may push
   * @param baseOid the commit that it started from
   * @param headOid the branch's commit as the forge has it
   * @param commits commits of the branch beyond its base, as the forge has them
   * @param changeRequestUrl the change request, once seen
   * @param promptVersion 12 hex digits
   * @param isolation what isolates and limits the session, as the backend said
   */
  public record Work(
      Optional<String> branch,
      Optional<String> baseOid,
      Optional<String> headOid,
      int commits,
      Optional<String> changeRequestUrl,
      Optional<Boolean> buildPassed,
      Optional<Boolean> lintPassed,
      int turnsAttempted,
      int turnsCompleted,
      Optional<String> promptVersion,
      Optional<String> release,
      Optional<String> isolation,
      Optional<String> artifact) {

    /** Nothing yet. */
    public static Work none() {
      return new Work(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          0,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          0,
          0,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }
  }
}
