package dev.berth.store.sql;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Named arguments of one statement, as the databases keep them: times as milliseconds, enums as
 * their name, ids and other one-text values as text. Not thread-safe.
 */
public final class Args {
  private final Map<String, @Nullable Object> values = new LinkedHashMap<>();
  private final Map<String, List<String>> lists = new LinkedHashMap<>();

  private Args() {}

  public static Args none() {
    return new Args();
  }

  /** Starts with one argument. */
  public static Args of(String name, @Nullable Object value) {
    return new Args().and(name, value);
  }

  /** Adds one; an empty {@link Optional} is a null. */
  public Args and(String name, @Nullable Object value) {
    values.put(name, stored(value));
    return this;
  }

  /** Adds a list for {@code in (<name>)}; it must not be empty. */
  public Args in(String name, Collection<?> list) {
    if (list.isEmpty()) {
      throw new IllegalArgumentException("an empty list for " + name);
    }
    lists.put(name, list.stream().map(o -> String.valueOf(stored(o))).toList());
    return this;
  }

  Map<String, @Nullable Object> values() {
    return values;
  }

  Map<String, List<String>> lists() {
    return lists;
  }

  private static @Nullable Object stored(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Optional<?> optional -> stored(optional.orElse(null));
      case Instant instant -> instant.toEpochMilli();
      case Duration duration -> duration.toMillis();
      case Enum<?> constant -> constant.name();
      case String text -> StoredText.of(text);
      case Number number -> number;
      case Boolean flag -> flag;
      case byte[] bytes -> bytes;
      default ->
          throw new IllegalArgumentException("not a stored type: " + value.getClass().getName());
    };
  }
}
