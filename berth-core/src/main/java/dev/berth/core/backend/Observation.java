package dev.berth.core.backend;

import java.util.Optional;

/** How a sandbox is, as its backend sees it. */
public sealed interface Observation {
  record Running() implements Observation {}

  /** It ended and left word of how. */
  record Ended(
      Optional<Integer> exitCode, Optional<Integer> signal, boolean outOfMemory, String reason)
      implements Observation {}

  /** It is gone, with evidence, and left no word. */
  record Gone(String evidence) implements Observation {}

  /** The backend cannot say. */
  record Unknown(String reason) implements Observation {}
}
