package dev.berth.runtime.session;

/**
 * The session is over (410), or the token was never good for it (401), or the client was closed:
 * there is nobody to talk to any more.
 */
public final class SessionEndedException extends SessionException {
  private static final long serialVersionUID = 1L;

  SessionEndedException(int status, String code, String message) {
    super(status, code, message);
  }
}
