package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds for every record of the module, those to come included: it walks the compiled classes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WireRecordsTest {
  private final JsonMapper json = JsonMapper.builder().build();

  static Stream<Class<?>> records() throws IOException {
    Path root = Path.of("target/classes");
    List<Class<?>> found;
    try (Stream<Path> files = Files.walk(root)) {
      found =
          files
              .filter(file -> file.toString().endsWith(".class"))
              .map(file -> root.relativize(file).toString().replace('/', '.').replace(".class", ""))
              .<Class<?>>map(WireRecordsTest::load)
              .filter(Class::isRecord)
              .toList();
    }
    assertThat(found).hasSizeGreaterThan(25);
    return found.stream();
  }

  @ParameterizedTest
  @MethodSource("records")
  void everyComponentIsNamedInSnakeCase(Class<?> type) {
    for (RecordComponent component : type.getRecordComponents()) {
      JsonProperty name = component.getAccessor().getAnnotation(JsonProperty.class);
      assertThat(name).as("%s.%s", type.getSimpleName(), component.getName()).isNotNull();
      assertThat(name.value())
          .isEqualTo(
              component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT));
    }
  }

  @ParameterizedTest
  @MethodSource("records")
  void goesOutAndComesBackUnchangedWithEveryFieldPresent(Class<?> type) throws Exception {
    for (boolean full : new boolean[] {true, false}) {
      Object value = sample(type, full);
      String text = json.writeValueAsString(value);
      JsonNode tree = json.readTree(text);
      assertThat(tree.propertyNames()).hasSameSizeAs(type.getRecordComponents());
      if (type.getTypeParameters().length == 0) {
        assertThat(json.readValue(text, type)).isEqualTo(value);
      }
    }
  }

  private Object sample(Class<?> type, boolean full) throws ReflectiveOperationException {
    RecordComponent[] components = type.getRecordComponents();
    @Nullable Object[] values = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      boolean nullable = components[i].getAnnotatedType().isAnnotationPresent(Nullable.class);
      values[i] = nullable && !full ? null : value(components[i].getGenericType(), full);
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Constructor<?> constructor = type.getDeclaredConstructor(types);
    return constructor.newInstance(values);
  }

  private Object value(Type type, boolean full) throws ReflectiveOperationException {
    if (type instanceof ParameterizedType generic) {
      if (generic.getRawType() == List.class) {
        return full ? List.of(value(generic.getActualTypeArguments()[0], full)) : List.of();
      }
      return full ? Map.of("key", "value") : Map.of();
    }
    if (!(type instanceof Class<?> plain)) {
      return "anything";
    }
    if (plain == String.class || plain == Object.class) {
      return "text";
    } else if (plain == Instant.class) {
      return Instant.parse("2026-11-01T10:00:00.123Z");
    } else if (plain == BigDecimal.class) {
      return new BigDecimal("0.001200");
    } else if (plain == int.class || plain == Integer.class) {
      return 7;
    } else if (plain == long.class || plain == Long.class) {
      return 8L;
    } else if (plain == boolean.class || plain == Boolean.class) {
      return true;
    }
    return sample(plain, full);
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
