package dev.berth.stacks.cloud;

/**
 * A call that had no good answer.
 *
 * @param operation the API's name for it, {@code DescribeSubnets}
 * @param message the cloud's words, shortened to 500 characters; foreign text, and never parsed
 */
public record CloudFailure(FailureKind kind, String operation, String message) {
  public CloudFailure {
    message = message.length() > 500 ? message.substring(0, 500) : message;
  }

  @Override
  public String toString() {
    return operation + ": " + kind + (message.isEmpty() ? "" : " (" + message + ")");
  }
}
