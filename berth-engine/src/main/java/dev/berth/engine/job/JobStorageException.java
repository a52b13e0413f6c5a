package dev.berth.engine.job;

import java.sql.SQLException;

/**
 * A statement about jobs failed. Its cause decides what becomes of the unit of work: the database
 * repeats one that it gave up for another's sake.
 */
final class JobStorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  JobStorageException(SQLException cause) {
    super(cause);
  }
}
