package dev.berth.agent.tool;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/** A tool call's input, checked against its specification: no unknown names, right types. */
public final class ToolInput {
  private final JsonNode input;

  /**
   * Checks an input.
   *
   * @throws ToolException naming what is wrong, so that the model can do better
   */
  public ToolInput(ToolSpec spec, JsonNode input) {
    if (!input.isObject()) {
      throw new ToolException("the input of " + spec.name() + " must be a JSON object");
    }
    List<String> known = spec.parameters().stream().map(ToolSpec.Parameter::name).toList();
    for (String name : input.propertyNames()) {
      if (!known.contains(name)) {
        throw new ToolException(spec.name() + " has no parameter '" + name + "'; it has " + known);
      }
    }
    for (ToolSpec.Parameter parameter : spec.parameters()) {
      JsonNode value = input.path(parameter.name());
      boolean absent = value.isMissingNode() || value.isNull();
      if (absent && parameter.required()) {
        throw new ToolException(spec.name() + " needs '" + parameter.name() + "'");
      }
      if (!absent && !fits(value, parameter.type())) {
        throw new ToolException("'" + parameter.name() + "' must be of type " + parameter.type());
      }
    }
    this.input = input;
  }

  private static boolean fits(JsonNode value, ToolSpec.Type type) {
    return switch (type) {
      case STRING -> value.isString();
      case INTEGER -> value.isIntegralNumber() && value.canConvertToInt();
      case BOOLEAN -> value.isBoolean();
    };
  }

  String string(String name) {
    return input.path(name).asString("");
  }

  Optional<String> optionalString(String name) {
    return Optional.of(string(name)).filter(s -> !s.isEmpty());
  }

  OptionalInt integer(String name) {
    JsonNode value = input.path(name);
    return value.isIntegralNumber() ? OptionalInt.of(value.asInt()) : OptionalInt.empty();
  }

  boolean flag(String name) {
    return input.path(name).asBoolean(false);
  }
}
