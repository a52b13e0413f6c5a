package dev.berth.api.http;

/** Media types of the REST API. */
public final class MediaTypes {
  public static final String JSON = "application/json";
  public static final String TEXT = "text/plain";
  public static final String EVENT_STREAM = "text/event-stream";

  /** What {@code git bundle create} writes; no registered type exists. */
  public static final String GIT_BUNDLE = "application/x-git-bundle";

  private MediaTypes() {}
}
