package dev.berth.runtime;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an invocation answers. Immutable. */
public sealed interface Answer {
  /** A value as JSON with status 200. */
  static Answer json(@Nullable Object value) {
    return new Json(200, value, Map.of());
  }

  /** A value as JSON with a status of the handler's choice. */
  static Answer json(int status, @Nullable Object value) {
    return new Json(status, value, Map.of());
  }

  /** Bytes of any content type with status 200. The array is not copied and must not be changed. */
  static Answer bytes(String contentType, byte[] body) {
    return bytes(200, contentType, body);
  }

  /** Bytes as {@link #bytes(String, byte[])} with a status of the handler's choice. */
  static Answer bytes(int status, String contentType, byte[] body) {
    return new Bytes(status, contentType, body, Map.of());
  }

  /** Server-sent events. */
  static Answer events(EventProducer producer) {
    return new Events(producer, Map.of());
  }

  /** Header fields beside those that the library sets. */
  Map<String, String> headers();

  /**
   * The same answer with one more header field, in place of one of that name.
   *
   * @param value printable ASCII
   * @throws IllegalArgumentException when HTTP does not allow the name or the value, or the field
   *     is the library's business: content type, length, framing, connection
   */
  default Answer header(String name, String value) {
    Map<String, String> more = HeaderFields.with(headers(), name, value);
    return switch (this) {
      case Json(int status, Object body, Map<String, String> _) -> new Json(status, body, more);
      case Bytes(int status, String type, byte[] body, Map<String, String> _) ->
          new Bytes(status, type, body, more);
      case Events(EventProducer producer, Map<String, String> _) -> new Events(producer, more);
    };
  }

  /**
   * A value written by Jackson.
   *
   * @param status 200 to 599
   */
  record Json(int status, @Nullable Object value, Map<String, String> headers) implements Answer {
    /** Checks the status. */
    public Json {
      HeaderFields.requireStatus(status);
      headers = HeaderFields.copy(headers);
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
  record Bytes(int status, String contentType, byte[] body, Map<String, String> headers)
      implements Answer {
    /** Checks the status and the content type. */
    public Bytes {
      HeaderFields.requireStatus(status);
      HeaderFields.requirePrintable("a content type", contentType);
      headers = HeaderFields.copy(headers);
    }
  }

  /** A stream of server-sent events; status 200. */
  record Events(EventProducer producer, Map<String, String> headers) implements Answer {
    /** Checks the producer. */
    public Events {
      Objects.requireNonNull(producer);
      headers = HeaderFields.copy(headers);
    }
  }
}
