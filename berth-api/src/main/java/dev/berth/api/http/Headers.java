package dev.berth.api.http;

/** Header names of the REST API that no standard defines, and the two of server-sent events. */
public final class Headers {
  /** On every answer: the id to quote. */
  public static final String REQUEST_ID = "X-Request-Id";

  /** On a {@code POST}: 1 to 128 of {@code [A-Za-z0-9_-]}, unique per user. */
  public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  /** {@code true} on an answer that repeats an earlier one for the same key and body. */
  public static final String IDEMPOTENT_REPLAY = "Idempotent-Replay";

  /** An API key, in place of {@code Authorization}. */
  public static final String API_KEY = "X-API-Key";

  /** On {@code GET .../events}: go on after this event. */
  public static final String LAST_EVENT_ID = "Last-Event-ID";

  /** On {@code GET .../bundle}: the branch the bundle holds, as {@code refs/heads/...} in it. */
  public static final String BRANCH = "X-Berth-Branch";

  /** On {@code GET .../bundle}: the commit the branch points at. */
  public static final String HEAD_OID = "X-Berth-Head";

  /**
   * On {@code GET .../bundle}: the commit the branch began at; the bundle needs the receiver to
   * have it.
   */
  public static final String BASE_OID = "X-Berth-Base";

  private Headers() {}
}
