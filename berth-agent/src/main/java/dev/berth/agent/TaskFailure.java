package dev.berth.agent;

/** The task cannot be finished; becomes the result's error code and message. */
public final class TaskFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * A failure.
   *
   * @param code for example {@code BUILD_FAILED}
   * @param message for people; must not contain secrets
   */
  public TaskFailure(String code, String message) {
    super(message);
    this.code = code;
  }

  /** The result's error code. */
  public String code() {
    return code;
  }

  /** The message, never null. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
