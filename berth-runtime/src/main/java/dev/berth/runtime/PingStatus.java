package dev.berth.runtime;

/** What {@code /ping} answers; the two statuses the AgentCore contract documents. */
public enum PingStatus {
  /**
   * The agent is up and nothing is in progress: the platform may end the session when it stays
   * idle.
   */
  HEALTHY("Healthy"),
  /** The agent is up and works: it must not be taken for idle. */
  HEALTHY_BUSY("HealthyBusy");

  private final String wireName;

  PingStatus(String wireName) {
    this.wireName = wireName;
  }

  /** The exact spelling on the wire. */
  public String wireName() {
    return wireName;
  }
}
