package dev.berth.server.config;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.BerthException.FieldProblem;
import dev.berth.core.error.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The values of all sources, flattened to dotted keys: file first, environment over it, flags over
 * that. Each value remembers where it came from.
 */
public final class ConfigSources {
  private final Map<String, Value> values = new TreeMap<>();

  /** Items of the file's lists, as they were written, by key. */
  private final Map<String, List<String>> lists = new TreeMap<>();

  private final List<FieldProblem> problems = new ArrayList<>();

  /** A value as text, and the source that won. */
  public record Value(String text, String origin) {}

  /** Adds a YAML document. */
  public ConfigSources file(Path file, String content) {
    YAMLMapper yaml =
        YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try {
      JsonNode root = yaml.readTree(content);
      if (root != null && !root.isMissingNode() && !root.isNull()) {
        flatten("", root, file.toString());
      }
    } catch (JacksonException e) {
      String at = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
      problems.add(
          new FieldProblem(file + at, "YAML", "not valid YAML: " + e.getOriginalMessage()));
    }
    return this;
  }

  /**
   * Adds environment variables that stand for one of the settings; others that start with BERTH_
   * are problems.
   */
  public ConfigSources environment(Map<String, String> environment, List<Setting<?>> settings) {
    Map<String, String> keys = new LinkedHashMap<>();
    settings.forEach(setting -> keys.put(setting.variable(), setting.key()));
    environment.forEach(
        (name, text) -> {
          String key = keys.get(name);
          if (key != null) {
            values.put(key, new Value(text, "environment " + name));
          } else if (name.startsWith("BERTH_") && !CLIENT_VARIABLES.contains(name)) {
            problems.add(
                new FieldProblem(
                    name,
                    "UNKNOWN_KEY",
                    "no setting has this variable; 'berth config show' lists them"));
          }
        });
    return this;
  }

  /** Adds flags of the command line by their keys. */
  public ConfigSources flags(Map<String, String> flags) {
    flags.forEach((key, text) -> values.put(key, new Value(text, "flag")));
    return this;
  }

  /** Variables that the client and the launcher read, not the server. */
  private static final List<String> CLIENT_VARIABLES =
      List.of(
          "BERTH_SERVER",
          "BERTH_TOKEN",
          "BERTH_HOME",
          "BERTH_DATA_DIR",
          "BERTH_ALERT_TOKEN",
          "BERTH_ALERT_WEBHOOK",
          "BERTH_TTY",
          "BERTH_COLUMNS",
          "BERTH_NO_AOT",
          "BERTH_NO_BUILD",
          "BERTH_MVN",
          "BERTH_JAVA_HOME",
          "BERTH_JAVA_OPTS");

  Optional<Value> value(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /**
   * The items of a list; of what the environment or a flag says, which is one text, its parts
   * between commas.
   */
  Optional<List<String>> items(String key) {
    return value(key)
        .map(
            value -> {
              List<String> items = lists.getOrDefault(key, List.of());
              return String.join(",", items).equals(value.text())
                  ? items
                  : ValueForms.list(value.text());
            });
  }

  Map<String, Value> all() {
    return values;
  }

  /**
   * The distinct next parts of keys below a prefix: {@code models.providers.} has one for each
   * provider.
   */
  List<String> childrenOf(String prefix) {
    return values.keySet().stream()
        .filter(key -> key.startsWith(prefix))
        .map(key -> key.substring(prefix.length()).split("\\.", 2)[0])
        .distinct()
        .toList();
  }

  List<FieldProblem> problems() {
    return problems;
  }

  private void flatten(String path, JsonNode node, String origin) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              entry ->
                  flatten(
                      path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                      entry.getValue(),
                      origin));
    } else if (node.isArray()) {
      List<String> items = new ArrayList<>();
      for (JsonNode item : node) {
        if (item.isContainer()) {
          problems.add(new FieldProblem(path, "TYPE", "a list here has plain values only"));
        } else {
          items.add(item.asString());
        }
      }
      lists.put(path, List.copyOf(items));
      values.put(path, new Value(String.join(",", items), origin));
    } else if (!node.isNull()) {
      values.put(path, new Value(node.asString(), origin));
    }
  }

  /** Fails with every problem found. */
  static BerthException invalid(List<FieldProblem> problems) {
    String detail =
        problems.size() == 1
            ? problems.getFirst().field() + ": " + problems.getFirst().message()
            : problems.size() + " problems in the configuration";
    return new BerthException(ErrorCode.CONFIG_INVALID, detail, problems, null);
  }
}
