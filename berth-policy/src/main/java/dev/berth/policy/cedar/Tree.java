package dev.berth.policy.cedar;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The JSON form of a rule, which Cedar's specification defines. */
final class Tree {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final List<String> COMPARISONS =
      List.of(
          "==",
          "!=",
          "<",
          "<=",
          ">",
          ">=",
          "in",
          "contains",
          "containsAll",
          "containsAny",
          "+",
          "-",
          "*");

  private final JsonNode root;

  Tree(String json) {
    this.root = JSON.readTree(json);
  }

  Set<String> actions() {
    JsonNode scope = root.path("action");
    Set<String> names = new HashSet<>();
    if (scope.has("entity")) {
      names.add(scope.path("entity").path("id").asString());
    }
    scope.path("entities").forEach(entity -> names.add(entity.path("id").asString()));
    return names;
  }

  Set<String> texts() {
    Set<String> texts = new HashSet<>();
    collect(root.path("conditions"), texts);
    return texts;
  }

  /**
   * Whether something is compared with something that is not written in the rule. Truth values and
   * what is only looked up do not count.
   */
  boolean entangled() {
    return entangled(root.path("conditions"));
  }

  private static boolean entangled(JsonNode node) {
    for (String operator : COMPARISONS) {
      JsonNode sides = node.path(operator);
      if (sides.has("left")
          && sides.has("right")
          && !isWritten(sides.path("left"))
          && !isWritten(sides.path("right"))) {
        return true;
      }
    }
    for (JsonNode part : node.path("pattern")) {
      // A star that means itself cannot be told from one that means anything, once written down.
      if (part.path("Literal").asString("").equals("*")) {
        return true;
      }
    }
    for (JsonNode child : node) {
      if (entangled(child)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWritten(JsonNode side) {
    if (side.has("Value")) {
      return true;
    }
    if (!side.path("Set").isArray()) {
      return false;
    }
    for (JsonNode item : side.path("Set")) {
      if (!item.has("Value")) {
        return false;
      }
    }
    return true;
  }

  private static void collect(JsonNode node, Set<String> into) {
    JsonNode value = node.path("Value");
    if (value.isString()) {
      into.add(value.asString());
    }
    if (node.path("pattern").isArray()) {
      into.add(pattern(node.path("pattern")));
    }
    node.forEach(child -> collect(child, into));
  }

  private static String pattern(JsonNode parts) {
    StringBuilder text = new StringBuilder();
    parts.forEach(part -> text.append(part.isString() ? "*" : part.path("Literal").asString()));
    return text.toString();
  }
}
