package dev.berth.engine.workflow;

import dev.berth.engine.workflow.WorkflowProblems.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;

/** Reads one YAML document into nodes with lines; duplicate keys are problems, not overwrites. */
final class YamlDocument {
  private static final int DEPTH = 20;

  private final String file;
  private final WorkflowProblems problems;

  YamlDocument(String file, WorkflowProblems problems) {
    this.file = file;
    this.problems = problems;
  }

  /** The document, or nothing when it is no YAML. */
  Optional<YamlNode> read(String text) {
    try (JsonParser parser = new YAMLFactory().createParser(ObjectReadContext.empty(), text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        problems.add(new Problem(file, 1, "EMPTY", "the file is empty"));
        return Optional.empty();
      }
      YamlNode node = node(parser, first, 0);
      if (parser.nextToken() != null) {
        problems.add(new Problem(file, line(parser), "SYNTAX", "one document in a file"));
      }
      return Optional.of(node);
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      int line = at == null ? 1 : Math.max(1, at.getLineNr());
      problems.add(new Problem(file, line, "SYNTAX", "not YAML: " + e.getOriginalMessage()));
      return Optional.empty();
    }
  }

  private YamlNode node(JsonParser parser, JsonToken token, int depth) {
    int line = line(parser);
    if (depth > DEPTH) {
      problems.add(new Problem(file, line, "SYNTAX", "nested too deeply"));
      parser.skipChildren();
      return new YamlNode.Scalar(YamlNode.Scalar.Kind.NULL, "", line);
    }
    return switch (token) {
      case START_OBJECT -> mapping(parser, line, depth);
      case START_ARRAY -> sequence(parser, line, depth);
      case VALUE_NUMBER_INT -> scalar(YamlNode.Scalar.Kind.INTEGER, parser, line);
      case VALUE_NUMBER_FLOAT -> scalar(YamlNode.Scalar.Kind.DECIMAL, parser, line);
      case VALUE_TRUE, VALUE_FALSE -> scalar(YamlNode.Scalar.Kind.BOOLEAN, parser, line);
      case VALUE_NULL -> new YamlNode.Scalar(YamlNode.Scalar.Kind.NULL, "", line);
      case VALUE_STRING, VALUE_EMBEDDED_OBJECT -> scalar(YamlNode.Scalar.Kind.TEXT, parser, line);
      case END_OBJECT, END_ARRAY, PROPERTY_NAME, NOT_AVAILABLE ->
          throw new IllegalStateException("not the start of a value: " + token);
    };
  }

  private YamlNode mapping(JsonParser parser, int line, int depth) {
    Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = parser.currentName();
      int keyLine = line(parser);
      YamlNode value = node(parser, parser.nextToken(), depth + 1);
      if (entries.putIfAbsent(key, new YamlNode.Entry(value, keyLine)) != null) {
        problems.add(new Problem(file, keyLine, "DUPLICATE", "'" + key + "' is there twice"));
      }
    }
    return new YamlNode.Mapping(entries, line);
  }

  private YamlNode sequence(JsonParser parser, int line, int depth) {
    List<YamlNode> items = new ArrayList<>();
    for (JsonToken next = parser.nextToken();
        next != JsonToken.END_ARRAY;
        next = parser.nextToken()) {
      items.add(node(parser, next, depth + 1));
    }
    return new YamlNode.Sequence(items, line);
  }

  private static YamlNode scalar(YamlNode.Scalar.Kind kind, JsonParser parser, int line) {
    return new YamlNode.Scalar(kind, parser.getString(), line);
  }

  private static int line(JsonParser parser) {
    return Math.max(1, parser.currentTokenLocation().getLineNr());
  }
}
