package dev.berth.core.error;

/** Who has to act on an error, and with which HTTP status it is answered. */
public enum ErrorCategory {
  /** The caller's words are off. */
  INVALID(400),
  /** The caller is not known. */
  UNAUTHENTICATED(401),
  /** The caller is known and may not. */
  FORBIDDEN(403),
  /** There is no such thing, or it is not the caller's. */
  NOT_FOUND(404),
  /** The state of the thing does not allow it. */
  CONFLICT(409),
  /** The thing has ended. */
  GONE(410),
  /** More bytes than allowed. */
  TOO_LARGE(413),
  /** Well-formed, and cannot be done. */
  UNPROCESSABLE(422),
  /** Too often. */
  LIMITED(429),
  /** The task or its agent failed; nobody asked over HTTP. */
  TASK(500),
  /** The installation is set up wrongly; an operator has to act. */
  SETUP(500),
  /** A defect in Berth. */
  INTERNAL(500),
  /** A dependency does not answer. */
  UNAVAILABLE(503);

  private final int httpStatus;

  ErrorCategory(int httpStatus) {
    this.httpStatus = httpStatus;
  }

  /** The status of an HTTP answer that carries such an error. */
  public int httpStatus() {
    return httpStatus;
  }
}
