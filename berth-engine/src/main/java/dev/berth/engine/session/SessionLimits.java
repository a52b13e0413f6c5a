package dev.berth.engine.session;

import dev.berth.core.event.EventCap;

/**
 * Bounds of what a session may send.
 *
 * @param outputBytes stored of what it prints
 * @param artifactBytes of one artifact
 * @param artifacts of one task
 * @param taskArtifactBytes of all artifacts of one task together
 * @param events recorded of what it does and says
 */
public record SessionLimits(
    long outputBytes, long artifactBytes, int artifacts, long taskArtifactBytes, EventCap events) {
  /** The most that one output chunk may have. */
  public static final int CHUNK_BYTES = 64 * 1024;

  /** Chunks of output of one session, each of which is a row: two a second for a day's session. */
  public static final int CHUNKS = 200_000;

  /** Events of one batch. */
  public static final int BATCH = 100;

  /** Bytes of one batch of events, as JSON. */
  public static final int BATCH_BYTES = 256 * 1024;

  /** 10 MiB, 100 MiB, 100, 1 GiB, and the usual cap of events. */
  public static SessionLimits defaults() {
    return new SessionLimits(10L << 20, 100L << 20, 100, 1L << 30, EventCap.standard());
  }
}
