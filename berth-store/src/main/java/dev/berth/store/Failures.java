package dev.berth.store;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What a failure of the database means: worth repeating, the database's trouble, or our defect. */
final class Failures {
  private Failures() {}

  /** Whether the database gave this unit of work up for another's sake. */
  static boolean isWorthRepeating(RuntimeException e) {
    return cause(e).map(Failures::isConflict).orElse(false);
  }

  /** What the caller gets to see. A defect of ours stays what it is, for the log. */
  static RuntimeException mapped(RuntimeException e) {
    return cause(e)
        .filter(cause -> isConflict(cause) || isTrouble(cause))
        .<RuntimeException>map(
            cause ->
                new BerthException(
                    ErrorCode.DATABASE_UNAVAILABLE, "the database said: " + words(cause), cause))
        .orElse(e);
  }

  private static Optional<SQLException> cause(Throwable e) {
    if (e instanceof BerthException) {
      // Somebody has said already what it means.
      return Optional.empty();
    }
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql) {
        return Optional.of(sql);
      }
    }
    return Optional.empty();
  }

  /** SQLSTATE 40001 is a serialization failure, 40P01 a deadlock. */
  private static boolean isConflict(SQLException e) {
    if (e instanceof SQLiteException sqlite) {
      return primary(sqlite) == SQLiteErrorCode.SQLITE_BUSY.code;
    }
    String state = String.valueOf(e.getSQLState());
    return state.equals("40001") || state.equals("40P01");
  }

  /** SQLSTATE classes: 08 connection, 53 out of resources, 57P shutting down, 58 system error. */
  private static boolean isTrouble(SQLException e) {
    if (e instanceof SQLTransientConnectionException) {
      return true;
    }
    if (e instanceof SQLiteException sqlite) {
      int code = primary(sqlite);
      return code == SQLiteErrorCode.SQLITE_IOERR.code
          || code == SQLiteErrorCode.SQLITE_FULL.code
          || code == SQLiteErrorCode.SQLITE_CANTOPEN.code
          || code == SQLiteErrorCode.SQLITE_READONLY.code
          || code == SQLiteErrorCode.SQLITE_CORRUPT.code
          || code == SQLiteErrorCode.SQLITE_NOTADB.code;
    }
    String state = String.valueOf(e.getSQLState());
    return state.startsWith("08")
        || state.startsWith("53")
        || state.startsWith("57P")
        || state.startsWith("58");
  }

  /** The lower byte; the rest is detail. */
  private static int primary(SQLiteException e) {
    return e.getResultCode().code & 0xff;
  }

  private static String words(SQLException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse("");
  }
}
