package dev.berth.policy.cedar;

/** Cedar does not take a text, or did not answer. Checked: who asks must decide what that means. */
public final class CedarException extends Exception {
  private static final long serialVersionUID = 1L;

  public CedarException(String message, Throwable cause) {
    super(message, cause);
  }

  public CedarException(String message) {
    super(message);
  }
}
