package dev.berth.runtime.session;

/** The gateway refused a call; repeating it unchanged would be refused again. */
public class SessionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  SessionException(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** The HTTP status, 0 when the answer could not be understood. */
  public int status() {
    return status;
  }

  /** The code of Berth's catalogue, for example {@code NOTHING_PUSHED}. */
  public String code() {
    return code;
  }
}
