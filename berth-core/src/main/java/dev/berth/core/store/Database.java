package dev.berth.core.store;

import java.util.function.Function;

/**
 * The database. A unit of work commits when its function returns and rolls back when it throws. On
 * the embedded database there is one writer: nothing but database calls belongs inside.
 * Thread-safe.
 */
public interface Database extends AutoCloseable {
  /** Runs a unit of work that may write. */
  <T> T write(Function<Tx, T> work);

  /** Runs a unit of work that only reads, on one snapshot. */
  <T> T read(Function<Tx, T> work);

  /** Which database this is: {@code sqlite} or {@code postgresql}. */
  String dialect();

  @Override
  void close();
}
