package dev.berth.core.task;

import dev.berth.core.id.SessionId;
import java.time.Instant;

/** What must be written or scheduled in the transaction that stores a move. */
public sealed interface Command {
  /** Try to admit the task. */
  record Admit() implements Command {}

  /** Tie the task to its session. */
  record BindSession(SessionId session) implements Command {}

  /** Put the session's context together and start it. */
  record Hydrate() implements Command {}

  /** Tell the session's agent to stop, by a directive. */
  record TellCancel(String reason) implements Command {}

  /** Mark the session's pending gates as stranded. */
  record StrandGates() implements Command {}

  /** Narrow the session's token, set the session closing and start its cleanup. */
  record NarrowAndClean() implements Command {}

  /** Find out what became of the work, by asking the forge and by building. */
  record Settle() implements Command {}

  /** Free the task's slots and grant them to tasks that wait. */
  record FreeSlots() implements Command {}

  /** The task's next moment; replaces the one before. */
  record DeadlineAt(Instant at) implements Command {}

  /** No moment lies ahead. */
  record NoDeadline() implements Command {}
}
