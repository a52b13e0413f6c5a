package dev.berth.engine.session;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.gateway.Grant;
import dev.berth.core.gateway.GrantRole;
import dev.berth.core.session.Session;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Task;

/**
 * Decides whether a session may still do what it asks. Reads the grant again, since the gateway's
 * copy may be older than the session's last change of rights. Thread-safe.
 */
final class SessionAccess {
  private final Database database;

  SessionAccess(Database database) {
    this.database = database;
  }

  /** The caller, for a call that is allowed in this phase and writes nothing by itself. */
  Caller enter(Grant grant, Phase phase) {
    return database.read(tx -> look(tx, grant, phase));
  }

  /**
   * The same inside a transaction that writes: locks the task's row and then the session's, so that
   * nothing can narrow the rights before it commits.
   *
   * @throws BerthException {@code SESSION_CLOSED}, {@code SESSION_PHASE}
   */
  Caller enter(Tx tx, Grant grant, Phase phase) {
    Session session = tx.sessions().find(grant.session()).orElseThrow(SessionAccess::closed);
    tx.tasks().lock(session.task());
    tx.sessions().lock(session.id());
    return look(tx, grant, phase);
  }

  private static Caller look(Tx tx, Grant grant, Phase phase) {
    Grant now = tx.grants().find(grant.lease()).orElseThrow(SessionAccess::closed);
    Session session = tx.sessions().find(now.session()).orElseThrow(SessionAccess::closed);
    Task task = tx.tasks().find(session.task()).orElseThrow(SessionAccess::closed);
    boolean isOver = task.status().isTerminal() && phase != Phase.LAST_WORDS;
    if (now.deadAt().isPresent() || isOver) {
      throw closed();
    }
    boolean isVerifier = now.role() == GrantRole.VERIFY;
    if (isVerifier && !phase.isVerifiers()) {
      throw new BerthException(ErrorCode.SESSION_PHASE, "a verification may not do that");
    }
    if (phase == Phase.VERIFYING && !isVerifier) {
      throw new BerthException(ErrorCode.SESSION_PHASE, "only a verification may do that");
    }
    boolean isNarrowed = now.narrowedAt().isPresent() || session.state().isClosing();
    if (isNarrowed && !phase.isAfterResult()) {
      throw new BerthException(
          ErrorCode.SESSION_PHASE, "the task is " + task.status() + "; only its result may come");
    }
    return new Caller(now, session, task, isNarrowed);
  }

  private static BerthException closed() {
    return new BerthException(ErrorCode.SESSION_CLOSED, "this session's task has been decided");
  }

  /** What a call needs. */
  enum Phase {
    /** The agent at work. */
    WORKING,
    /** Results, artifacts and signs of life, which may still come at the end. */
    ENDING,
    /**
     * Output and exit of either role, which come as long as anything runs, whatever was decided.
     */
    LAST_WORDS,
    /** What session init of either role says. */
    INIT,
    /** What only a verification says. */
    VERIFYING;

    boolean isVerifiers() {
      return switch (this) {
        case INIT, LAST_WORDS, VERIFYING -> true;
        case WORKING, ENDING -> false;
      };
    }

    boolean isAfterResult() {
      return switch (this) {
        case ENDING, LAST_WORDS, INIT, VERIFYING -> true;
        case WORKING -> false;
      };
    }
  }

  /** Who calls. */
  record Caller(Grant grant, Session session, Task task, boolean isNarrowed) {
    boolean isVerifier() {
      return grant.role() == GrantRole.VERIFY;
    }
  }
}
