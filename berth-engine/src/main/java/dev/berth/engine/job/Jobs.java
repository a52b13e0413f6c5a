package dev.berth.engine.job;

import dev.berth.core.store.Tx;
import java.time.Instant;

/**
 * Schedules jobs inside a unit of work: the job exists exactly when the unit of work commits.
 * Thread-safe.
 */
public interface Jobs {
  /**
   * Schedules a job. At most one of a kind and key waits: when one does, the earlier of the two
   * times counts. When one is running right now, it runs once more after it has ended, so no call
   * is ever lost.
   *
   * @param key what the job is about, 1-200 characters
   * @param at not before this moment; the past means at once, after the commit
   */
  void schedule(Tx tx, JobKind kind, String key, Instant at);

  /** Forgets a waiting job; one that is running goes on, and does not run again. */
  void cancel(Tx tx, JobKind kind, String key);
}
