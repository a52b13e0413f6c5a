package dev.berth.gateway.json;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads JSON and text that a session sent: strict UTF-8, no duplicate keys, nothing after the end,
 * at most 64 levels deep. What the values must be is checked by {@link JsonFields}. Thread-safe.
 */
public final class StrictJson {
  /** Deep enough for tool schemas, shallow enough for any stack. */
  private static final int MAX_DEPTH = 64;

  private static final int MAX_NUMBER_CHARS = 40;

  private final JsonMapper mapper;

  public StrictJson() {
    JsonFactory factory =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_CHARS)
                    .build())
            .build();
    mapper =
        JsonMapper.builder(factory)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();
  }

  /**
   * Reads the bytes of a body.
   *
   * @param limit in bytes
   * @throws BerthException {@code PAYLOAD_TOO_LARGE}
   */
  public static byte[] bytes(InputStream body, int limit) throws IOException {
    byte[] bytes = body.readNBytes(limit + 1);
    if (bytes.length > limit) {
      throw new BerthException(
          ErrorCode.PAYLOAD_TOO_LARGE, "the body is larger than " + limit + " bytes");
    }
    return bytes;
  }

  /**
   * Decodes UTF-8.
   *
   * @throws BerthException {@code MALFORMED_BODY} when the bytes are not UTF-8
   */
  public static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      throw new BerthException(ErrorCode.MALFORMED_BODY, "the body is not valid UTF-8", e);
    }
  }

  /**
   * Reads an object.
   *
   * @throws BerthException {@code MALFORMED_BODY}, with the place of the mistake
   */
  public ObjectNode object(byte[] bytes) {
    JsonNode node;
    try {
      node = mapper.readTree(text(bytes));
    } catch (JacksonException e) {
      throw new BerthException(
          ErrorCode.MALFORMED_BODY,
          e.getLocation() == null
              ? "the body is not JSON"
              : "the body is not JSON at line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr(),
          e);
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw new BerthException(ErrorCode.MALFORMED_BODY, "the body is not a JSON object");
  }

  /** An empty object to be filled. */
  public ObjectNode newObject() {
    return mapper.createObjectNode();
  }

  /** The bytes of a value. */
  public byte[] write(JsonNode node) {
    return mapper.writeValueAsBytes(node);
  }
}
