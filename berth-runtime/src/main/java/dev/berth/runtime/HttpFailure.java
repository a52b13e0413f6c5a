package dev.berth.runtime;

import java.util.Optional;

/**
 * A request that cannot be taken; answered {@code {"error": message}}, with {@code details} where
 * there are some.
 */
final class HttpFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String details;

  HttpFailure(int status, String message) {
    this(status, message, "");
  }

  HttpFailure(int status, String message, String details) {
    super(message);
    this.status = status;
    this.details = details;
  }

  int status() {
    return status;
  }

  Optional<String> details() {
    return details.isEmpty() ? Optional.empty() : Optional.of(details);
  }
}
