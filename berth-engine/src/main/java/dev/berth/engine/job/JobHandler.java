package dev.berth.engine.job;

import java.time.Instant;

/**
 * Does the jobs of one kind. A job may run more than once, and, when a node is declared dead too
 * early, twice at a time: handlers are idempotent and safe by the versions and epochs of the rows
 * that they write. A run takes 10 seconds at most; longer work is a row and several short jobs.
 */
public interface JobHandler {
  JobKind kind();

  /**
   * Does the job. An exception is logged, and the job is tried again after a jittered backoff of
   * 200 ms, doubled each time, to 30 s at most.
   */
  Next run(String key);

  /** What happens to the job now. */
  sealed interface Next {
    /** It is done and forgotten. */
    record Done() implements Next {}

    /** It runs again, not before this moment. */
    record Again(Instant at) implements Next {}

    /** It is done and forgotten. */
    static Next done() {
      return new Done();
    }

    /** It runs again, not before this moment. */
    static Next again(Instant at) {
      return new Again(at);
    }
  }
}
