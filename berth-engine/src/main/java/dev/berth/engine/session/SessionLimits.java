package dev.berth.engine.session;

/**
 * Bounds of what a session may send.
 *
 * @param outputBytes stored of what it prints
 * @param artifactBytes of one artifact
 * @param artifacts of one task
 */
public record SessionLimits(long outputBytes, long artifactBytes, int artifacts) {
  /** The most that one output chunk may have. */
  public static final int CHUNK_BYTES = 64 * 1024;

  /** Chunks of output of one session, each of which is a row: two a second for a day's session. */
  public static final int CHUNKS = 200_000;

  /** Events of one batch. */
  public static final int BATCH = 100;

  /** Bytes of one batch of events, as JSON. */
  public static final int BATCH_BYTES = 256 * 1024;

  /** 10 MiB, 100 MiB and 100. */
  public static SessionLimits defaults() {
    return new SessionLimits(10L << 20, 100L << 20, 100);
  }
}
