package dev.berth.init.session;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the gateway wants done in this sandbox: the answer to hello. */
public final class Plan {
  private final Properties values;

  private Plan(Properties values) {
    this.values = values;
  }

  /**
   * Reads {@code java.util.Properties} text.
   *
   * @param places where the places that the plan names lie; empty inside a sandbox, where they are
   *     what they are called
   */
  public static Plan parse(String text, Map<String, String> places) {
    Properties values = new Properties();
    try {
      values.load(new StringReader(text));
    } catch (IOException e) {
      throw new UncheckedIOException("reading from a string", e);
    }
    values.replaceAll((key, value) -> translate((String) value, places));
    return new Plan(values);
  }

  private static String translate(String value, Map<String, String> places) {
    String translated = value;
    for (Map.Entry<String, String> place : places.entrySet()) {
      translated =
          Pattern.compile("(?<![^:=,\"'\\s])" + Pattern.quote(place.getKey()) + "(?=[/:,\"'\\s]|$)")
              .matcher(translated)
              .replaceAll(Matcher.quoteReplacement(place.getValue()));
    }
    return translated;
  }

  /** How Berth talks to an agent. */
  public enum AgentKind {
    /** HTTP, and knows Berth's paths. */
    AWARE,
    /** HTTP by the AgentCore contract alone. */
    PLAIN,
    /** Any program: its command line is the task, its exit code the result. */
    COMMAND;

    /** Whether it listens for invocations. */
    public boolean isHttp() {
      return this != COMMAND;
    }
  }

  /**
   * How Berth talks to this agent.
   *
   * @throws IllegalArgumentException when the plan is for something this version does not know
   */
  public AgentKind kind() {
    return switch (text("agent.kind", "aware")) {
      case "aware" -> AgentKind.AWARE;
      case "plain" -> AgentKind.PLAIN;
      case "command" -> AgentKind.COMMAND;
      default -> throw new IllegalArgumentException("unknown agent.kind " + text("agent.kind", ""));
    };
  }

  public boolean isVerification() {
    return text("mode", "agent").equals("verify");
  }

  /** The values of {@code prefix.0}, {@code prefix.1}, ... */
  public List<String> list(String prefix) {
    List<String> list = new ArrayList<>();
    for (String value = values.getProperty(prefix + ".0");
        value != null;
        value = values.getProperty(prefix + "." + list.size())) {
      list.add(value);
    }
    return list;
  }

  /** What follows a prefix, by what stands behind it in the key. */
  public Map<String, String> below(String prefix) {
    Map<String, String> map = new TreeMap<>();
    for (String key : values.stringPropertyNames()) {
      if (key.startsWith(prefix) && key.length() > prefix.length()) {
        map.put(key.substring(prefix.length()), values.getProperty(key));
      }
    }
    return map;
  }

  public String text(String key, String otherwise) {
    return values.getProperty(key, otherwise);
  }

  /** The value, unless it is missing or empty. */
  public Optional<String> find(String key) {
    return Optional.ofNullable(values.getProperty(key)).filter(value -> !value.isEmpty());
  }

  public Path path(String key, Path otherwise) {
    return find(key).map(Path::of).orElse(otherwise);
  }

  public int number(String key, int otherwise) {
    return find(key).map(Integer::parseInt).orElse(otherwise);
  }

  public Duration millis(String key, Duration otherwise) {
    return find(key).map(Long::parseLong).map(Duration::ofMillis).orElse(otherwise);
  }
}
