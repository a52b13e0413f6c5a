package dev.berth.agent.tool;

/** A tool call that cannot be done; the message is for the model. */
public final class ToolException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ToolException(String message) {
    super(message);
  }
}
