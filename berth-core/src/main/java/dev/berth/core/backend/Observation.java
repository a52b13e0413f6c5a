package dev.berth.core.backend;

import java.util.Optional;

/** How a sandbox is, as its backend sees it. */
public sealed interface Observation {
  record Running() implements Observation {}

  /** It ended and left word of how. */
  record Ended(
      Optional<Integer> exitCode, Optional<Integer> signal, Optional<Limit> limit, String reason)
      implements Observation {}

  /** What it was stopped for. */
  enum Limit {
    /** It used more memory than it may. */
    MEMORY,
    /** Its workspace grew larger than it may. */
    DISK,
    /** The host's free space fell under its floor. */
    DISK_FLOOR
  }

  /** It is gone, with evidence, and left no word. */
  record Gone(String evidence) implements Observation {}

  /** The backend cannot say. */
  record Unknown(String reason) implements Observation {}
}
