package dev.berth.core.session;

import dev.berth.core.id.NodeId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import java.time.Instant;
import java.util.Optional;

/**
 * One isolated run of an agent.
 *
 * @param backend name of the backend, such as {@code process}
 * @param observer the node that supervises it
 * @param observedFrom since when it has been observed without a gap; silence counts from here at
 *     the earliest
 * @param lastSignAt the last heartbeat or other authenticated call that counts as a sign of life
 * @param hardEnd what the backend cannot extend
 * @param silent whether it was flagged silent
 * @param exit how its agent's process ended
 * @param result what the agent reported, as JSON; the first one counts
 * @param epoch grows whenever the session's rights narrow; effects re-check it before they leave
 *     Berth
 */
public record Session(
    SessionId id,
    TaskId task,
    String backend,
    SessionState state,
    Optional<NodeId> observer,
    Optional<Instant> observedFrom,
    Instant requestedAt,
    Optional<Instant> startedAt,
    Optional<Instant> readyAt,
    Optional<Instant> lastSignAt,
    Instant hardEnd,
    boolean silent,
    Optional<AgentExit> exit,
    Optional<AgentResult> result,
    long epoch,
    long version) {

  /** How the agent's process ended, as session init or the holder says. */
  public record AgentExit(
      Optional<Integer> code,
      Optional<Integer> signal,
      boolean outOfMemory,
      String reason,
      Instant at) {}

  /**
   * What the agent reported.
   *
   * @param success its own word
   * @param errorCode a code of the catalogue, or the agent's own, when it was not a success
   * @param reported the whole report as JSON: build before and after, commands, turns
   */
  public record AgentResult(
      boolean success, Optional<String> errorCode, String message, String reported, Instant at) {}
}
