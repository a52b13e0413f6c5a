package dev.berth.engine.job;

import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.core.time.Time;
import java.time.Instant;

/**
 * Jobs as rows of the same database as what they are about. After the commit, a job that is due
 * wakes the workers of all nodes. Thread-safe.
 */
public final class DurableJobs implements Jobs {
  /** The hint that a job is due. */
  static final String HINT = "jobs";

  private static final int LONGEST_KEY = 200;

  private final Database database;
  private final Time time;

  public DurableJobs(Database database, Time time) {
    this.database = database;
    this.time = time;
  }

  @Override
  public void schedule(Tx tx, JobKind kind, String key, Instant at) {
    if (key.isEmpty() || key.length() > LONGEST_KEY) {
      throw new IllegalArgumentException("a job's key has 1-" + LONGEST_KEY + " characters");
    }
    JobTable.schedule(tx.connection(), kind, key, at);
    if (!at.isAfter(time.now())) {
      tx.afterCommit(() -> database.signals().raise(HINT));
    }
  }

  @Override
  public void cancel(Tx tx, JobKind kind, String key) {
    JobTable.cancel(tx.connection(), kind, key);
  }
}
