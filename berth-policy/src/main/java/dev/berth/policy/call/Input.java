package dev.berth.policy.call;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads what an agent or a door gave with a call; nothing of it is believed to have a type. */
final class Input {
  private final Map<String, Object> values;

  Input(Map<String, Object> values) {
    this.values = values;
  }

  /** The first of these that is a text. */
  Optional<String> text(String... names) {
    for (String name : names) {
      if (values.get(name) instanceof String text) {
        return Optional.of(text);
      }
    }
    return Optional.empty();
  }

  boolean flag(String name) {
    Object value = values.get(name);
    return Boolean.TRUE.equals(value) || "true".equals(value);
  }

  Optional<Long> number(String name) {
    return values.get(name) instanceof Number number
        ? Optional.of(number.longValue())
        : Optional.empty();
  }

  List<String> texts(String name) {
    return values.get(name) instanceof Collection<?> items
        ? items.stream().filter(String.class::isInstance).map(String.class::cast).toList()
        : List.of();
  }

  /** Every text, wherever it stands. */
  List<String> all() {
    return flat(values, 0);
  }

  private static List<String> flat(Object value, int depth) {
    if (depth > 20) {
      return List.of();
    }
    return switch (value) {
      case String text -> List.of(text);
      case Map<?, ?> map ->
          map.values().stream().flatMap(v -> flat(v, depth + 1).stream()).toList();
      case Collection<?> items -> items.stream().flatMap(v -> flat(v, depth + 1).stream()).toList();
      default -> List.of();
    };
  }

  /** The same text for the same input, without the named ones. */
  String canonical(String... without) {
    Map<String, Object> rest = new TreeMap<>(values);
    for (String name : without) {
      rest.remove(name);
    }
    StringBuilder text = new StringBuilder();
    write(rest, text, 0);
    return text.toString();
  }

  private static void write(Object value, StringBuilder to, int depth) {
    if (depth > 20) {
      to.append(value.hashCode());
      return;
    }
    switch (value) {
      case Map<?, ?> map -> {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((key, v) -> sorted.put(String.valueOf(key), v == null ? "" : v));
        sorted.forEach(
            (key, v) -> {
              entry(key, to);
              write(v, to, depth + 1);
            });
        to.append('}');
      }
      case Collection<?> items -> {
        items.forEach(item -> write(item == null ? "" : item, to, depth + 1));
        to.append(']');
      }
      default -> entry(String.valueOf(value), to);
    }
  }

  /** With its length before it, so that no text can look like two. */
  private static void entry(String text, StringBuilder to) {
    to.append(text.length()).append(':').append(text);
  }
}
