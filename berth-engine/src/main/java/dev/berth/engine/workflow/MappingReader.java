package dev.berth.engine.workflow;

import dev.berth.engine.workflow.WorkflowProblems.Problem;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads typed values from one mapping and reports what is wrong with them. Not thread-safe. */
final class MappingReader {
  private final String file;
  private final YamlNode.Mapping mapping;
  private final WorkflowProblems problems;
  private final Set<String> known = new HashSet<>();

  MappingReader(String file, YamlNode.Mapping mapping, WorkflowProblems problems) {
    this.file = file;
    this.mapping = mapping;
    this.problems = problems;
  }

  Optional<String> text(String key, boolean required) {
    return scalar(key, required, Set.of(YamlNode.Scalar.Kind.TEXT), "a text")
        .filter(
            scalar -> {
              if (scalar.text().isBlank()) {
                problem(scalar.line(), "EMPTY", "'" + key + "' is empty");
                return false;
              }
              return true;
            })
        .map(YamlNode.Scalar::text);
  }

  Optional<String> oneOf(String key, List<String> values) {
    Optional<YamlNode.Scalar> scalar =
        scalar(key, true, Set.of(YamlNode.Scalar.Kind.TEXT), "one of " + values);
    if (scalar.isPresent() && !values.contains(scalar.get().text())) {
      problem(
          scalar.get().line(),
          "VALUE",
          "'" + key + "' is '" + scalar.get().text() + "', expected one of " + values);
      return Optional.empty();
    }
    return scalar.map(YamlNode.Scalar::text);
  }

  Optional<Boolean> flag(String key) {
    return scalar(key, true, Set.of(YamlNode.Scalar.Kind.BOOLEAN), "true or false")
        .map(scalar -> scalar.text().equalsIgnoreCase("true"));
  }

  /** A number between two bounds, both included. */
  Optional<BigDecimal> number(String key, boolean whole, BigDecimal min, BigDecimal max) {
    Set<YamlNode.Scalar.Kind> kinds =
        whole
            ? Set.of(YamlNode.Scalar.Kind.INTEGER)
            : Set.of(YamlNode.Scalar.Kind.INTEGER, YamlNode.Scalar.Kind.DECIMAL);
    Optional<YamlNode.Scalar> scalar =
        scalar(key, false, kinds, whole ? "a whole number" : "a number");
    if (scalar.isEmpty()) {
      return Optional.empty();
    }
    BigDecimal value;
    try {
      value = new BigDecimal(scalar.get().text());
    } catch (NumberFormatException e) {
      problem(scalar.get().line(), "TYPE", "'" + key + "' is not a plain number");
      return Optional.empty();
    }
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      problem(scalar.get().line(), "RANGE", "'" + key + "' is from " + min + " to " + max);
      return Optional.empty();
    }
    return Optional.of(value);
  }

  Optional<YamlNode.Mapping> mapping(String key) {
    return entry(key, false)
        .flatMap(
            node -> {
              if (node instanceof YamlNode.Mapping found) {
                return Optional.of(found);
              }
              type(key, node, "a mapping");
              return Optional.empty();
            });
  }

  Optional<YamlNode.Sequence> list(String key) {
    return entry(key, true)
        .flatMap(
            node -> {
              if (node instanceof YamlNode.Sequence found) {
                return Optional.of(found);
              }
              type(key, node, "a list");
              return Optional.empty();
            });
  }

  /** The line of a key, or of the mapping when it is not there. */
  int line(String key) {
    YamlNode.Entry entry = mapping.entries().get(key);
    return entry == null ? mapping.line() : entry.line();
  }

  void problem(int line, String code, String message) {
    problems.add(new Problem(file, line, code, message));
  }

  /** Reports every key that nobody asked for. */
  void rejectUnknown() {
    mapping
        .entries()
        .forEach(
            (key, entry) -> {
              if (!known.contains(key)) {
                problem(
                    entry.line(),
                    "UNKNOWN_KEY",
                    "'" + key + "' is not known here; known: " + known.stream().sorted().toList());
              }
            });
  }

  private Optional<YamlNode> entry(String key, boolean required) {
    known.add(key);
    YamlNode.Entry entry = mapping.entries().get(key);
    if (entry == null && required) {
      problem(mapping.line(), "MISSING", "'" + key + "' is missing");
    }
    return Optional.ofNullable(entry).map(YamlNode.Entry::value);
  }

  private Optional<YamlNode.Scalar> scalar(
      String key, boolean required, Set<YamlNode.Scalar.Kind> kinds, String expected) {
    return entry(key, required)
        .flatMap(
            node -> {
              if (node instanceof YamlNode.Scalar scalar && kinds.contains(scalar.kind())) {
                return Optional.of(scalar);
              }
              type(key, node, expected);
              return Optional.empty();
            });
  }

  private void type(String key, YamlNode node, String expected) {
    problem(node.line(), "TYPE", "'" + key + "' is " + node.what() + ", expected " + expected);
  }
}
