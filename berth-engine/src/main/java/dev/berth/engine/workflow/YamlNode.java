package dev.berth.engine.workflow;

import java.util.List;
import java.util.Map;

/** A piece of a YAML document that knows its line, from 1. */
sealed interface YamlNode {
  int line();

  /** What it is, in words for messages. */
  String what();

  /** A single value as it was written, with the kind that YAML gives it. */
  record Scalar(Kind kind, String text, int line) implements YamlNode {
    /** Kinds of single values. */
    enum Kind {
      TEXT,
      INTEGER,
      DECIMAL,
      BOOLEAN,
      NULL
    }

    @Override
    public String what() {
      return switch (kind) {
        case TEXT -> "a text";
        case INTEGER -> "a whole number";
        case DECIMAL -> "a number";
        case BOOLEAN -> "true or false";
        case NULL -> "nothing";
      };
    }
  }

  /** Keys, in order, with their values. */
  record Mapping(Map<String, Entry> entries, int line) implements YamlNode {
    @Override
    public String what() {
      return "a mapping";
    }
  }

  /** Items in order. */
  record Sequence(List<YamlNode> items, int line) implements YamlNode {
    @Override
    public String what() {
      return "a list";
    }
  }

  /** A value and the line of its key. */
  record Entry(YamlNode value, int line) {}
}
