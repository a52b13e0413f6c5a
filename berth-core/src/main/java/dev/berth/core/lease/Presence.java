package dev.berth.core.lease;

import java.time.Instant;

/** Whether a thing exists, as its place says. Unknown is never gone. */
public sealed interface Presence {
  record Present(String handle) implements Presence {}

  /** Seen to be gone; the evidence is a sentence for the receipt. */
  record Absent(String evidence) implements Presence {}

  /** The place cannot say; a kind may close it by rule at {@code until}. */
  record Unknowable(String reason, Instant until) implements Presence {}
}
