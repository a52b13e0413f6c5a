package dev.berth.server.http;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * Strict JSON: no unknown fields, no duplicate keys, no coerced types, no invalid UTF-8.
 * Thread-safe.
 */
public final class ApiJson {
  private final JsonMapper mapper =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .withCoercionConfig(
              LogicalType.Textual,
              config ->
                  config
                      .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .build();

  /**
   * Reads a body.
   *
   * @throws BerthException {@code MALFORMED_BODY} with what is wrong and where
   */
  public <T> T read(byte[] body, Class<T> type) {
    try {
      T value = mapper.readValue(utf8(body), type);
      if (value == null) {
        throw new BerthException(ErrorCode.MALFORMED_BODY, "the body is empty or null");
      }
      return value;
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  /** Reads a body as a tree. */
  public JsonNode tree(byte[] body) {
    try {
      return mapper.readTree(utf8(body));
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  /** Writes a value in UTF-8. */
  public byte[] write(Object value) {
    return mapper.writeValueAsBytes(value);
  }

  private static BerthException malformed(JacksonException e) {
    String at =
        e.getLocation() == null
            ? ""
            : " at line "
                + e.getLocation().getLineNr()
                + ", column "
                + e.getLocation().getColumnNr();
    String path = e.getPathReference();
    String where = path == null || path.isEmpty() ? "" : " in " + fieldOf(path);
    return new BerthException(
        ErrorCode.MALFORMED_BODY, firstSentence(e.getOriginalMessage()) + where + at, e);
  }

  /** Jackson's reference chain names classes of ours; people need the field. */
  private static String fieldOf(String path) {
    int quote = path.indexOf("[\"");
    int end = path.lastIndexOf("\"]");
    return quote >= 0 && end > quote
        ? path.substring(quote + 2, end).replaceAll("\"\\]->[^\\[]*\\[\"?", ".")
        : "the body";
  }

  private static String firstSentence(String message) {
    String cut = message.lines().findFirst().orElse("");
    return cut.replaceAll(" \\(class [^)]*\\)", "")
        .replaceAll("`?[a-z]+(\\.[a-zA-Z$]+){2,}`?", "this type");
  }

  private static String utf8(byte[] body) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(body))
          .toString();
    } catch (CharacterCodingException e) {
      throw new BerthException(ErrorCode.MALFORMED_BODY, "the body is not valid UTF-8", e);
    }
  }
}
