package dev.berth.engine.job;

import dev.berth.core.store.Tx;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/**
 * How many stored jobs there are.
 *
 * @param due whose time has come and that nobody runs yet
 * @param waiting for a later time
 * @param running on some node
 * @param failing whose last run failed; they are among the others, too
 */
public record JobFigures(long due, long waiting, long running, long failing) {

  /** Counts them in one pass. */
  public static JobFigures read(Tx tx, Instant now) {
    try (PreparedStatement statement =
        tx.connection()
            .prepareStatement(
                """
                select
                  coalesce(sum(case when not picked and execution_time <= ? then 1 else 0 end), 0),
                  coalesce(sum(case when not picked and execution_time > ? then 1 else 0 end), 0),
                  coalesce(sum(case when picked then 1 else 0 end), 0),
                  coalesce(sum(case when consecutive_failures > 0 then 1 else 0 end), 0)
                from jobs
                """)) {
      statement.setLong(1, now.toEpochMilli());
      statement.setLong(2, now.toEpochMilli());
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? new JobFigures(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4))
            : new JobFigures(0, 0, 0, 0);
      }
    } catch (SQLException e) {
      throw new JobStorageException(e);
    }
  }
}
