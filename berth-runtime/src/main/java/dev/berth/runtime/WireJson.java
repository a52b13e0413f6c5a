package dev.berth.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads bodies and writes answers with the exact errors of the contract. Thread-safe. */
final class WireJson {
  private final Supplier<JsonMapper> mapper;

  /** Reads and writes with a mapper that is asked for when the first body comes. */
  WireJson(Supplier<JsonMapper> mapper) {
    this.mapper = mapper;
  }

  /**
   * Reads a body as JSON, whatever its content type says.
   *
   * @throws HttpFailure 400 {@code Invalid encoding}, {@code Invalid JSON}, or {@code Invalid
   *     request} when it is JSON of another shape
   */
  <I> I read(InputStream body, Class<I> type) throws IOException {
    JsonNode tree;
    try {
      // Decoded as it comes: a body of 100 MB is not held as bytes beside its tree.
      tree =
          mapper
              .get()
              .readerFor(JsonNode.class)
              .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
              .readValue(text(body));
    } catch (JacksonIOException e) {
      if (e.getCause() instanceof CharacterCodingException) {
        throw new HttpFailure(400, "Invalid encoding", "the body is not UTF-8");
      }
      throw e.getCause();
    } catch (JacksonException e) {
      throw new HttpFailure(400, "Invalid JSON", e.getOriginalMessage());
    }
    if (tree == null || tree.isMissingNode()) {
      throw new HttpFailure(400, "Invalid JSON", "the body is empty");
    }
    try {
      return mapper.get().treeToValue(tree, type);
    } catch (JacksonException e) {
      throw new HttpFailure(400, "Invalid request", e.getOriginalMessage());
    }
  }

  private static Reader text(InputStream body) {
    return new InputStreamReader(
        body,
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT));
  }

  /**
   * Writes a value; one that cannot be written becomes its string form, and failing that an error
   * object.
   */
  ByteArrayOutputStream write(@Nullable Object value) {
    try {
      return bytes(value);
    } catch (JacksonException | StackOverflowError notJson) {
      return writeAsText(value);
    }
  }

  /** {@code {"error": message}}, with {@code details} when there are some. */
  ByteArrayOutputStream error(String message, String details) {
    Map<String, String> body = new LinkedHashMap<>();
    body.put("error", message);
    if (!details.isEmpty()) {
      body.put("details", details);
    }
    return bytes(body);
  }

  /** The one event that ends a failing stream. */
  ByteArrayOutputStream streamError(Throwable failure) {
    Map<String, String> body = new LinkedHashMap<>();
    body.put("error", message(failure));
    body.put("error_type", name(failure));
    body.put("message", "An error occurred during streaming");
    return bytes(body);
  }

  static String message(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? name(failure) : message;
  }

  /** A class without a name of its own is known by its parent's. */
  private static String name(Object value) {
    Class<?> type = value.getClass();
    while (type.isAnonymousClass()) {
      type = type.getSuperclass();
    }
    return type.getSimpleName();
  }

  private ByteArrayOutputStream writeAsText(@Nullable Object value) {
    try {
      return bytes(String.valueOf(value));
    } catch (RuntimeException | StackOverflowError noText) {
      Map<String, String> body = new LinkedHashMap<>();
      body.put("error", "Serialization failed");
      body.put("original_type", value == null ? "null" : name(value));
      return bytes(body);
    }
  }

  private ByteArrayOutputStream bytes(@Nullable Object value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    mapper.get().writeValue(out, value);
    return out;
  }
}
