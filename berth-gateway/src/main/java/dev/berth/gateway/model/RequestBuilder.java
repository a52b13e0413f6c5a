package dev.berth.gateway.model;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Copies fields that are on a list and refuses all others by name. */
final class RequestBuilder {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int MAX_ITEMS = 10_000;

  private RequestBuilder() {}

  /** What may be in a field; answers the value that goes out. */
  interface Rule extends BiFunction<String, JsonNode, JsonNode> {}

  static ObjectNode rebuild(String path, JsonNode node, Map<String, Rule> rules) {
    if (!(node instanceof ObjectNode object)) {
      throw refused(path + " must be an object");
    }
    ObjectNode out = NODES.objectNode();
    List<String> unknown = new ArrayList<>();
    object.forEachEntry(
        (name, value) -> {
          Rule rule = rules.get(name);
          if (rule == null) {
            unknown.add(name.length() > 60 ? name.substring(0, 60) : name);
          } else if (!value.isNull()) {
            JsonNode passed = rule.apply(path.isEmpty() ? name : path + "." + name, value);
            if (!passed.isNull()) {
              out.set(name, passed);
            }
          }
        });
    if (!unknown.isEmpty()) {
      throw refused(
          (path.isEmpty() ? "" : path + ": ")
              + "these fields are not passed on: "
              + String.join(", ", unknown.subList(0, Math.min(10, unknown.size()))));
    }
    return out;
  }

  static Rule text() {
    return where(JsonNode::isString, "a text");
  }

  static Rule number() {
    return where(JsonNode::isNumber, "a number");
  }

  static Rule whole() {
    return where(JsonNode::isIntegralNumber, "a whole number");
  }

  static Rule flag() {
    return where(JsonNode::isBoolean, "true or false");
  }

  /** An object as it stands: a schema, or what a model said. */
  static Rule anyObject() {
    return where(JsonNode::isObject, "an object");
  }

  static Rule oneOf(String... values) {
    List<String> allowed = List.of(values);
    return where(
        node -> node.isString() && allowed.contains(node.stringValue()),
        "one of " + String.join(", ", allowed));
  }

  static Rule exactly(boolean value) {
    return where(node -> node.isBoolean() && node.booleanValue() == value, "" + value);
  }

  static Rule exactly(int value) {
    return where(node -> node.isIntegralNumber() && node.asString().equals("" + value), "" + value);
  }

  static Rule object(Map<String, Rule> rules) {
    return (path, node) -> rebuild(path, node, rules);
  }

  /** Clients send it as a matter of course; the provider has no use for it and does not get it. */
  static Rule dropped(Rule rule) {
    return (path, node) -> {
      JsonNode _ = rule.apply(path, node);
      return NODES.nullNode();
    };
  }

  static Rule list(Rule item) {
    return (path, node) -> {
      if (!node.isArray() || node.size() > MAX_ITEMS) {
        throw refused(path + " must be a list of at most " + MAX_ITEMS);
      }
      ArrayNode out = NODES.arrayNode();
      for (int i = 0; i < node.size(); i++) {
        out.add(item.apply(path + "[" + i + "]", node.get(i)));
      }
      return out;
    };
  }

  static Rule textOr(Rule other) {
    return (path, node) -> node.isString() ? node : other.apply(path, node);
  }

  /**
   * An object of which one field says which other fields it has; unknown kinds are refused by name.
   */
  static Rule byType(String absentType, Map<String, Map<String, Rule>> types) {
    return (path, node) -> {
      JsonNode type = node.get("type");
      String name = type == null || !type.isString() ? absentType : type.stringValue();
      Map<String, Rule> rules = types.get(name);
      if (rules == null) {
        throw refused(
            path
                + ": type '"
                + name.substring(0, Math.min(60, name.length()))
                + "' is not passed on; allowed: "
                + String.join(", ", types.keySet().stream().sorted().toList()));
      }
      return rebuild(path, node, rules);
    };
  }

  private static Rule where(Predicate<JsonNode> test, String what) {
    return (path, node) -> {
      if (!test.test(node)) {
        throw refused(path + " must be " + what);
      }
      return node;
    };
  }

  static BerthException refused(String message) {
    return new BerthException(ErrorCode.MODEL_REQUEST_REFUSED, message);
  }

  static int assistantMessages(ObjectNode body) {
    int count = 0;
    for (JsonNode message : body.path("messages")) {
      if ("assistant".equals(message.path("role").asString(""))) {
        count++;
      }
    }
    return count;
  }

  static String required(ObjectNode body, String name) {
    if (!body.path(name).isString()) {
      throw refused(name + " is required");
    }
    return body.get(name).stringValue();
  }
}
