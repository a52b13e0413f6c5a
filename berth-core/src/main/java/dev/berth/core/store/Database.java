package dev.berth.core.store;

import java.util.function.Function;
import javax.sql.DataSource;

/**
 * The database. A unit of work commits when its function returns and rolls back when it throws. On
 * the embedded database there is one writer: nothing but database calls belongs inside. The
 * function may be run more than once, when the database gave it up for another's sake. Units of
 * work do not nest: one inside another is refused with {@link IllegalStateException}. Thread-safe.
 */
public interface Database extends AutoCloseable {
  /** Runs a unit of work that may write. */
  <T> T write(Function<Tx, T> work);

  /** Runs a unit of work that only reads, on one snapshot. */
  <T> T read(Function<Tx, T> work);

  /** Which database this is: {@code sqlite} or {@code postgresql}. */
  String dialect();

  /**
   * Connections in auto-commit mode for the job scheduler, from the writer's pool: on the embedded
   * database there is one, and who keeps it keeps everybody waiting.
   */
  DataSource dataSource();

  /** Hints to whoever waits for a change. */
  Signals signals();

  @Override
  void close();
}
