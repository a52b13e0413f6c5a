package dev.berth.engine.job;

import java.util.Locale;
import java.util.Optional;

/**
 * What a job does. The stored name is the constant in lower case: renaming one orphans the jobs
 * that wait under the old name.
 */
public enum JobKind {
  /** Admits or queues a submitted task. Key: task id. */
  ADMIT,
  /** Gives free slots to tasks that wait. Key: the scope, or {@code all}. */
  GRANT,
  /** Puts a task's context together. Key: task id. */
  HYDRATE,
  /** Starts a session. Key: task id. */
  START,
  /** A time limit of a task has come. Key: task id. */
  DEADLINE,
  /** Nobody has decided a gate in time. Key: gate id. */
  GATE_EXPIRY,
  /** Settles a task's outcome. Key: task id. */
  SETTLE,
  /** Builds the pushed commit in a clean sandbox. Key: task id. */
  VERIFY,
  /** Gives a session's leases back. Key: session id. */
  CLEANUP,
  /** Compares the ledger with a place. Key: the place. */
  RECONCILE,
  /** Deletes what is past its retention. Key: what. */
  RETENTION;

  /** The stored name. */
  public String stored() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind of this stored name. */
  public static Optional<JobKind> fromStored(String stored) {
    for (JobKind kind : values()) {
      if (kind.stored().equals(stored)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
