package dev.berth.core.gate;

import dev.berth.core.id.GateId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import dev.berth.core.policy.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Gates, and the scopes that tasks were granted, inside a unit of work. Whoever writes gates of a
 * task locks the task first.
 */
public interface GateStore {
  void insert(Gate gate);

  /**
   * Replaces status, end and uses where the row's version is still one less than the given one's;
   * whether it was.
   */
  boolean update(Gate gate);

  Optional<Gate> find(GateId id);

  /** The gate that a session raised for a tool call. */
  Optional<Gate> byCall(SessionId session, String key);

  /** All gates of a task, oldest first. */
  List<Gate> of(TaskId task);

  /** Gates that wait, of all tasks, oldest first. */
  List<Gate> pending(int limit);

  /** How many gates wait. */
  long countPending();

  /** How many gates a session has raised since then. */
  long countRaised(SessionId session, Instant since);

  /** How many gates somebody has decided since then. */
  long countDecided(UserId user, Instant since);

  /** Grants a scope to a task; one that it has stays as it was granted first. */
  void grant(TaskId task, Granted granted);

  /** The scopes of a task, oldest first. */
  List<Granted> granted(TaskId task);

  /**
   * A scope that a task has.
   *
   * @param by who granted it
   * @param gate with whose approval; empty: when the task was submitted
   */
  record Granted(Scope scope, Instant at, UserId by, Optional<GateId> gate) {}
}
