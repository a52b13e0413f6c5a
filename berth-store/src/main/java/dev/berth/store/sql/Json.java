package dev.berth.store.sql;

import java.util.List;
import java.util.Map;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Lists and maps as JSON text. Thread-safe. */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};
  private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};

  private Json() {}

  /** The text of a map or list of JDK values. */
  public static String text(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  public static Map<String, Object> map(String text) {
    return MAPPER.readValue(text, MAP);
  }

  public static List<String> texts(String text) {
    return MAPPER.readValue(text, TEXTS);
  }
}
