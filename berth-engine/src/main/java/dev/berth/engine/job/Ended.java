package dev.berth.engine.job;

import java.time.Instant;

/** How a run of a job ended. */
sealed interface Ended {
  /** The handler answered. */
  record Well(JobHandler.Next next) implements Ended {}

  /** The handler threw; it is tried again at this moment. */
  record Badly(Instant retryAt) implements Ended {}
}
