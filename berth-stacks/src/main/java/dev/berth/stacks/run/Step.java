package dev.berth.stacks.run;

import dev.berth.stacks.inventory.ItemId;
import java.time.Instant;

/**
 * One thing that a run did, or found that it must not do.
 *
 * @param text the cloud's answer, or the reason
 */
public record Step(Instant at, ItemId id, Outcome outcome, String text) {
  /** What became of it. */
  public enum Outcome {
    /** Seen to be gone, with authority. */
    GONE,
    /** The cloud took the request; not seen gone yet. */
    ACCEPTED,
    /** A rule was revoked or a tag was written on the way. */
    PREPARED,
    /** Just before touching it, it was no longer what the plan said. Not touched. */
    CHANGED,
    /** Something still holds it; tried again later. */
    HELD,
    /** Too many calls, no answer, or an answer that may or may not have had its effect. */
    RETRIED,
    /** Refused for good: by permissions, by validation, by the service. */
    FAILED
  }
}
