package dev.berth.engine.session;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.session.Session;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Task;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Changes rows that several writers may touch: a lost race is read and decided again, never
 * overwritten.
 */
public final class SessionRows {
  /** Enough for every writer of a row to win once; more means a defect. */
  private static final int ATTEMPTS = 20;

  private SessionRows() {}

  /**
   * Changes a session's row; a change that returns its argument writes nothing.
   *
   * @throws BerthException {@code NOT_FOUND}
   */
  public static Session change(Tx tx, SessionId id, UnaryOperator<Session> change) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Session now = session(tx, id);
      Session next = change.apply(now);
      if (next.equals(now) || tx.sessions().update(next)) {
        return next;
      }
    }
    throw new BerthException(ErrorCode.CONFLICT, "session " + id + " changes all the time");
  }

  /**
   * Changes what is known of a task's work; a change that returns its argument writes nothing.
   *
   * @throws BerthException {@code NOT_FOUND}
   */
  public static Task work(Tx tx, TaskId id, UnaryOperator<Task.Work> change) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Task now = task(tx, id);
      Task.Work work = change.apply(now.work());
      if (work.equals(now.work())) {
        return now;
      }
      Task next = now.worked(work);
      if (tx.tasks().update(next)) {
        return next;
      }
    }
    throw new BerthException(ErrorCode.CONFLICT, "task " + id + " changes all the time");
  }

  /**
   * The session of this id.
   *
   * @throws BerthException {@code NOT_FOUND}
   */
  public static Session session(Tx tx, SessionId id) {
    return found(tx.sessions().find(id), "session " + id);
  }

  /**
   * The task of this id.
   *
   * @throws BerthException {@code NOT_FOUND}
   */
  public static Task task(Tx tx, TaskId id) {
    return found(tx.tasks().find(id), "task " + id);
  }

  private static <T> T found(Optional<T> row, String what) {
    return row.orElseThrow(() -> new BerthException(ErrorCode.NOT_FOUND, "there is no " + what));
  }
}
