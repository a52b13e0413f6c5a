package dev.berth.server.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON schemas of the API's records. Their components are read by reflection, once, so that the
 * document cannot say anything else than the code; nothing else of Berth works this way. A request
 * may leave out what may be null; an answer names everything. Not thread-safe.
 */
final class Schemas {
  private final Map<String, Object> known = new TreeMap<>();

  /** What a client may send. */
  Map<String, Object> request(Class<?> type) {
    return reference(type, true);
  }

  /** What the server answers. */
  Map<String, Object> answer(Class<?> type) {
    return reference(type, false);
  }

  /** Every schema that was referred to, by name. */
  Map<String, Object> all() {
    return known;
  }

  private Map<String, Object> reference(Class<?> type, boolean request) {
    String plain = type.getSimpleName();
    String name = request && !plain.endsWith("Request") ? plain + "Request" : plain;
    if (!known.containsKey(name)) {
      // Its place is taken first: a record may refer to itself.
      known.put(name, Map.of());
      known.put(name, object(type, request));
    }
    return Map.of("$ref", "#/components/schemas/" + name);
  }

  private Map<String, Object> object(Class<?> type, boolean request) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String name = nameOf(component, type);
      AnnotatedType declared = component.getAnnotatedType();
      boolean mayBeNull = isNullable(declared);
      Map<String, Object> schema = schema(declared.getType(), request);
      properties.put(name, mayBeNull ? orNull(schema) : schema);
      if (!request || !mayBeNull) {
        required.add(name);
      }
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("required", required);
    if (request) {
      schema.put("additionalProperties", false);
    }
    return schema;
  }

  private Map<String, Object> schema(Type type, boolean request) {
    if (type instanceof ParameterizedType parameterized) {
      Type[] arguments = parameterized.getActualTypeArguments();
      return parameterized.getRawType() == List.class
          ? Map.of("type", "array", "items", schema(arguments[0], request))
          : Map.of("type", "object", "additionalProperties", schema(arguments[1], request));
    }
    if (!(type instanceof Class<?> plain)) {
      throw new IllegalArgumentException("no schema for " + type);
    }
    return plain.isRecord() ? reference(plain, request) : scalar(plain);
  }

  private static Map<String, Object> scalar(Class<?> type) {
    if (type == String.class) {
      return Map.of("type", "string");
    }
    if (type == Instant.class) {
      return Map.of("type", "string", "format", "date-time");
    }
    if (type == boolean.class || type == Boolean.class) {
      return Map.of("type", "boolean");
    }
    if (type == int.class || type == Integer.class) {
      return Map.of("type", "integer", "format", "int32");
    }
    if (type == long.class || type == Long.class) {
      return Map.of("type", "integer", "format", "int64");
    }
    if (type == BigDecimal.class) {
      return Map.of("type", "number");
    }
    if (type == Object.class) {
      return Map.of();
    }
    throw new IllegalArgumentException("no schema for " + type);
  }

  private static Map<String, Object> orNull(Map<String, Object> schema) {
    if (schema.get("type") instanceof String type) {
      Map<String, Object> both = new LinkedHashMap<>(schema);
      both.put("type", List.of(type, "null"));
      return both;
    }
    return Map.of("anyOf", List.of(schema, Map.of("type", "null")));
  }

  private static boolean isNullable(AnnotatedElement type) {
    return type.isAnnotationPresent(Nullable.class);
  }

  /** Jackson's annotation targets no record component; it is on what is made from one. */
  private static String nameOf(RecordComponent component, Class<?> type) {
    JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
    if (property == null) {
      throw new IllegalArgumentException(type + " has a component without a wire name");
    }
    return property.value();
  }
}
