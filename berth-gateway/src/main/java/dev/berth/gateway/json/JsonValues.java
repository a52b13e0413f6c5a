package dev.berth.gateway.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON as values of the JDK, which is how the core carries it. Nulls are left out. */
public final class JsonValues {
  private JsonValues() {}

  /** The entries of an object in its order. */
  public static Map<String, Object> map(ObjectNode object) {
    Map<String, Object> map = new LinkedHashMap<>();
    object.forEachEntry(
        (name, node) -> {
          if (!node.isNull()) {
            map.put(name, value(node));
          }
        });
    return map;
  }

  private static Object value(JsonNode node) {
    return switch (node) {
      case ObjectNode object -> map(object);
      case JsonNode array when array.isArray() -> list(array);
      case JsonNode flag when flag.isBoolean() -> flag.booleanValue();
      case JsonNode whole when whole.isIntegralNumber() && whole.canConvertToLong() ->
          whole.longValue();
      case JsonNode number when number.isNumber() -> number.doubleValue();
      default -> node.asString();
    };
  }

  private static List<Object> list(JsonNode array) {
    List<Object> list = new ArrayList<>();
    for (JsonNode item : array) {
      if (!item.isNull()) {
        list.add(value(item));
      }
    }
    return list;
  }
}
