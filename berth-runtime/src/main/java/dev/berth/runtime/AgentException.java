package dev.berth.runtime;

/**
 * A failure whose HTTP status the handler chooses. The caller gets {@code {"error": message}} with
 * that status.
 *
 * <p>On AgentCore a container's status is folded into 424 for the remote caller, so what it must
 * read belongs in a 200 answer.
 */
public final class AgentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * A failure with a status.
   *
   * @param status 400 to 599
   * @param message what the caller may read
   */
  public AgentException(int status, String message) {
    super(message);
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException(
          "status " + status + " is not an error status (400 to 599)");
    }
    this.status = status;
  }

  /** The HTTP status, 400 to 599. */
  public int status() {
    return status;
  }
}
