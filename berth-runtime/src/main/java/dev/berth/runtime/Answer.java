package dev.berth.runtime;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an invocation answers. */
public sealed interface Answer {
  /** A value as JSON with status 200. */
  static Answer json(@Nullable Object value) {
    return new Json(200, value);
  }

  /** A value as JSON with a status of the handler's choice. */
  static Answer json(int status, @Nullable Object value) {
    return new Json(status, value);
  }

  /** Bytes of any content type with status 200. The array is not copied and must not be changed. */
  static Answer bytes(String contentType, byte[] body) {
    return new Bytes(200, contentType, body);
  }

  /** Server-sent events. */
  static Answer events(EventProducer producer) {
    return new Events(producer);
  }

  /**
   * A value written by Jackson.
   *
   * @param status 200 to 599
   */
  record Json(int status, @Nullable Object value) implements Answer {
    /** Checks the status. */
    public Json {
      requireStatus(status);
    }
  }

  /**
   * Bytes that are passed through untouched.
   *
   * @param status 200 to 599
   */
  @SuppressWarnings(
      "ArrayRecordComponent") // A body may be 100 MB: it is handed over, not copied, and never
  // compared.
  record Bytes(int status, String contentType, byte[] body) implements Answer {
    /** Checks the status and the content type. */
    public Bytes {
      requireStatus(status);
      if (contentType.chars().anyMatch(c -> c < 0x20 || c > 0x7e)) {
        throw new IllegalArgumentException("a content type is printable ASCII");
      }
    }
  }

  /** A stream of server-sent events; status 200. */
  record Events(EventProducer producer) implements Answer {
    /** Checks the producer. */
    public Events {
      Objects.requireNonNull(producer);
    }
  }

  private static void requireStatus(int status) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status " + status + " is outside 200 to 599");
    }
  }
}
