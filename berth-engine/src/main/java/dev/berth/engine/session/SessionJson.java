package dev.berth.engine.session;

import dev.berth.core.session.SessionContext;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The JSON that the engine stores and reads back. Thread-safe. */
public final class SessionJson {
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private final JsonMapper mapper =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  public String write(Object value) {
    return mapper.writeValueAsString(value);
  }

  /** A context, as it was written. */
  public SessionContext context(String json) {
    return mapper.readValue(json, SessionContext.class);
  }

  /** Anything, as a JDK value; a text that is not JSON is what it is. */
  Object value(String json) {
    try {
      return mapper.readValue(json, Object.class);
    } catch (JacksonException e) {
      // An agent's own words.
      return json;
    }
  }

  /**
   * An object of JDK values.
   *
   * @throws tools.jackson.core.JacksonException when the text is not a JSON object
   */
  public Map<String, Object> object(String json) {
    return mapper.readValue(json, OBJECT);
  }
}
