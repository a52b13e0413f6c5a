package dev.berth.policy.shell;

/** A line is not one that this reader understands. Checked: it means a gate, not a failure. */
public final class UnreadableException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnreadableException(String message) {
    super(message, null, false, false);
  }
}
