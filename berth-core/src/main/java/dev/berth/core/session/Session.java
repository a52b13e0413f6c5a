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

  /** The next version: being started; its longest life counts from now. */
  public Session starting(Instant at, Instant newHardEnd) {
    return new Session(
        id,
        task,
        backend,
        SessionState.STARTING,
        observer,
        observedFrom,
        requestedAt,
        Optional.of(at),
        readyAt,
        lastSignAt,
        newHardEnd,
        silent,
        exit,
        result,
        epoch,
        version + 1);
  }

  /** The next version: its agent runs, for the first time or again. */
  public Session ready(Instant at) {
    return new Session(
        id,
        task,
        backend,
        SessionState.READY,
        observer,
        observedFrom,
        requestedAt,
        startedAt,
        Optional.of(readyAt.orElse(at)),
        Optional.of(at),
        hardEnd,
        silent,
        exit,
        result,
        epoch,
        version + 1);
  }

  /** The next version: its processor is, or is about to be, taken from it; it still lives. */
  public Session suspended() {
    return new Session(
        id,
        task,
        backend,
        SessionState.SUSPENDED,
        observer,
        observedFrom,
        requestedAt,
        startedAt,
        readyAt,
        lastSignAt,
        hardEnd,
        false,
        exit,
        result,
        epoch,
        version + 1);
  }

  /** The next version: nothing more is acquired for it, and its effects are void. */
  public Session closing() {
    return new Session(
        id,
        task,
        backend,
        SessionState.CLOSING,
        observer,
        observedFrom,
        requestedAt,
        startedAt,
        readyAt,
        lastSignAt,
        hardEnd,
        silent,
        exit,
        result,
        epoch + 1,
        version + 1);
  }

  /** The next version: it holds nothing any more; {@code STOPPED} or {@code LOST}. */
  public Session ended(SessionState end) {
    return new Session(
        id,
        task,
        backend,
        end,
        observer,
        observedFrom,
        requestedAt,
        startedAt,
        readyAt,
        lastSignAt,
        hardEnd,
        silent,
        exit,
        result,
        epoch,
        version + 1);
  }

  /** The next version: this node observes it, without a gap since then. */
  public Session observedBy(NodeId node, Instant from) {
    return new Session(
        id,
        task,
        backend,
        state,
        Optional.of(node),
        Optional.of(from),
        requestedAt,
        startedAt,
        readyAt,
        lastSignAt,
        hardEnd,
        silent,
        exit,
        result,
        epoch,
        version + 1);
  }

  /** The next version: flagged silent, or heard again. */
  public Session flagged(boolean nowSilent) {
    return new Session(
        id,
        task,
        backend,
        state,
        observer,
        observedFrom,
        requestedAt,
        startedAt,
        readyAt,
        lastSignAt,
        hardEnd,
        nowSilent,
        exit,
        result,
        epoch,
        version + 1);
  }

  /** The next version: its agent ended; the first account of it counts. */
  public Session exited(AgentExit how) {
    return new Session(
        id,
        task,
        backend,
        state,
        observer,
        observedFrom,
        requestedAt,
        startedAt,
        readyAt,
        lastSignAt,
        hardEnd,
        silent,
        Optional.of(exit.orElse(how)),
        result,
        epoch,
        version + 1);
  }

  /** The next version: its agent reported; the first report counts. */
  public Session reported(AgentResult what) {
    return new Session(
        id,
        task,
        backend,
        state,
        observer,
        observedFrom,
        requestedAt,
        startedAt,
        readyAt,
        lastSignAt,
        hardEnd,
        silent,
        exit,
        Optional.of(result.orElse(what)),
        epoch,
        version + 1);
  }

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
