package dev.berth.server.config;

import dev.berth.core.error.BerthException.FieldProblem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes typed values out of the sources, collects every problem, and knows in the end which keys
 * nobody read.
 */
final class ConfigReader {
  private final ConfigSources sources;
  private final List<FieldProblem> problems;
  private final List<Effective> effective = new ArrayList<>();
  private final Set<String> read = new HashSet<>();

  ConfigReader(ConfigSources sources) {
    this.sources = sources;
    this.problems = new ArrayList<>(sources.problems());
  }

  /**
   * The value of a setting; its fallback stands in for one that has a mistake, which is reported in
   * the end.
   */
  <T> T get(Setting<T> setting) {
    read.add(setting.key());
    Optional<ConfigSources.Value> value = sources.value(setting.key());
    String text = value.map(ConfigSources.Value::text).orElse(setting.fallback());
    String origin = value.map(ConfigSources.Value::origin).orElse("default");
    effective.add(new Effective(setting.key(), text, origin, setting.meaning()));
    try {
      return setting.parse().apply(text);
    } catch (IllegalArgumentException | ArithmeticException e) {
      problems.add(
          new FieldProblem(
              setting.key(),
              "VALUE",
              "'" + text + "' (" + origin + "): expected " + setting.form()));
      return setting.parse().apply(setting.fallback());
    }
  }

  /** The value of a key that has no fallback. */
  Optional<String> find(String key) {
    read.add(key);
    Optional<ConfigSources.Value> value = sources.value(key);
    value.ifPresent(v -> effective.add(new Effective(key, v.text(), v.origin(), "")));
    return value.map(ConfigSources.Value::text);
  }

  /** The items of a key that has no fallback. */
  Optional<List<String>> items(String key) {
    return find(key).flatMap(text -> sources.items(key));
  }

  List<String> childrenOf(String prefix) {
    return sources.childrenOf(prefix);
  }

  void problem(String key, String message) {
    problems.add(new FieldProblem(key, "VALUE", message));
  }

  /** All values with their origins; fails when anything was wrong or unknown. */
  List<Effective> finish() {
    sources
        .all()
        .forEach(
            (key, value) -> {
              if (!read.contains(key)) {
                problems.add(
                    new FieldProblem(
                        key,
                        "UNKNOWN_KEY",
                        "unknown key ("
                            + value.origin()
                            + "); 'berth config show' lists all keys"));
              }
            });
    if (!problems.isEmpty()) {
      throw ConfigSources.invalid(problems);
    }
    return effective;
  }

  /** One line of {@code berth config show}. */
  record Effective(String key, String text, String origin, String meaning) {}
}
