package dev.berth.gateway.protocol;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.BerthException.FieldProblem;
import dev.berth.core.error.ErrorCode;
import dev.berth.gateway.json.StrictJson;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/**
 * Session init's dialect: {@code java.util.Properties} text in UTF-8. An empty value is no value.
 * Not thread-safe.
 */
final class PropertiesText {
  static final String MEDIA_TYPE = "text/x-java-properties; charset=utf-8";
  private static final int MAX_KEYS = 100;

  private final Properties values = new Properties();
  private final List<FieldProblem> problems = new ArrayList<>();

  private PropertiesText() {}

  /**
   * Reads a body of which only these keys may be there.
   *
   * @throws BerthException {@code MALFORMED_BODY}, {@code VALIDATION_ERROR}
   */
  static PropertiesText read(byte[] body, Set<String> keys) {
    PropertiesText text = new PropertiesText();
    try {
      text.values.load(new StringReader(StrictJson.text(body)));
    } catch (IllegalArgumentException | IOException e) {
      throw new BerthException(ErrorCode.MALFORMED_BODY, "the body is not properties text", e);
    }
    if (text.values.size() > MAX_KEYS) {
      throw new BerthException(ErrorCode.VALIDATION_ERROR, "the body has more than 100 keys");
    }
    for (String key : text.values.stringPropertyNames()) {
      if (!keys.contains(key)) {
        text.problem(key.substring(0, Math.min(60, key.length())), "is not a key of this call");
      }
    }
    return text;
  }

  /** Writes entries, sorted by key, so that the same entries are the same bytes. */
  static byte[] write(Map<String, String> entries) {
    StringWriter out = new StringWriter();
    for (Map.Entry<String, String> entry : new TreeMap<>(entries).entrySet()) {
      Properties one = new Properties();
      one.setProperty(entry.getKey(), entry.getValue());
      StringWriter line = new StringWriter();
      try {
        one.store(line, null);
      } catch (IOException e) {
        throw new IllegalStateException("a StringWriter does not fail", e);
      }
      line.toString().lines().filter(l -> !l.startsWith("#")).forEach(l -> out.append(l + "\n"));
    }
    return out.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  Optional<String> optional(String key, int max) {
    String value = values.getProperty(key, "");
    if (value.length() > max) {
      problem(key, "must have at most " + max + " characters");
      return Optional.empty();
    }
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  String text(String key, int max) {
    Optional<String> value = optional(key, max);
    if (value.isEmpty()) {
      problem(key, "is required");
    }
    return value.orElse("");
  }

  Optional<Long> optionalNumber(String key, long min, long max) {
    Optional<String> value = optional(key, 20);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    try {
      long number = Long.parseLong(value.get());
      if (number >= min && number <= max) {
        return Optional.of(number);
      }
    } catch (NumberFormatException notANumber) {
      // reported below, together with what is out of range
    }
    problem(key, "must be a whole number from " + min + " to " + max);
    return Optional.empty();
  }

  long number(String key, long min, long max) {
    boolean absent = values.getProperty(key, "").isEmpty();
    if (absent) {
      problem(key, "is required");
    }
    return optionalNumber(key, min, max).orElse(min);
  }

  boolean flag(String key) {
    return switch (values.getProperty(key, "")) {
      case "true" -> true;
      case "false" -> false;
      default -> {
        problem(key, "must be true or false");
        yield false;
      }
    };
  }

  boolean has(String key) {
    return !values.getProperty(key, "").isEmpty();
  }

  void problem(String key, String message) {
    problems.add(new FieldProblem(key, "INVALID", message));
  }

  /**
   * Ends the reading.
   *
   * @throws BerthException {@code VALIDATION_ERROR} with all problems
   */
  void done() {
    if (!problems.isEmpty()) {
      FieldProblem first = problems.getFirst();
      throw new BerthException(
          ErrorCode.VALIDATION_ERROR, first.field() + " " + first.message(), problems, null);
    }
  }
}
