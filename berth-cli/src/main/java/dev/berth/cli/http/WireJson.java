package dev.berth.cli.http;

import dev.berth.cli.command.CliException;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON as the client reads and writes it. It tolerates fields it does not know, so that an older
 * client works with a newer server, and keeps numbers exact. What it writes is ASCII: every other
 * character is escaped, which keeps the data and spares terminals. Immutable.
 */
public final class WireJson {
  /**
   * What an answer is read as.
   *
   * @param <T> the Java type
   */
  public interface Shape<T> {
    T read(JsonNode node);
  }

  private final JsonMapper mapper =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build();

  /** Reads any JSON; null text counts as not JSON. */
  public JsonNode tree(String text) {
    return mapper.readTree(text);
  }

  public <T> T value(JsonNode node, Class<T> type) {
    return mapper.treeToValue(node, type);
  }

  /**
   * A record of a node that a server sent.
   *
   * @throws CliException when the node is not of that shape
   */
  public <T> T value(JsonNode node, Shape<T> shape) {
    try {
      return shape.read(node);
    } catch (JacksonException e) {
      throw notUnderstood(e);
    }
  }

  public <T> Shape<T> one(Class<T> type) {
    return node -> mapper.treeToValue(node, type);
  }

  public <T> Shape<List<T>> listOf(Class<T> type) {
    JavaType list = mapper.getTypeFactory().constructCollectionType(List.class, type);
    return node -> mapper.treeToValue(node, list);
  }

  public String compact(Object value) {
    return mapper.writeValueAsString(value);
  }

  public String pretty(Object value) {
    return mapper.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value);
  }

  static CliException notUnderstood(JacksonException cause) {
    CliException failure =
        CliException.failed(
            "ANSWER_NOT_UNDERSTOOD",
            "the server's answer is not what this client expects: " + cause.getOriginalMessage(),
            "Check with `berth doctor` that client and server have the same version.");
    failure.addSuppressed(cause);
    return failure;
  }
}
