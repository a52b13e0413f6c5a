package dev.berth.agent.turn;

import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Says in one line what a tool call is about, for people who watch. */
final class Summary {
  /** What tells most comes first; every tool has one of them. */
  private static final List<String> TELLING = List.of("command", "pattern", "path");

  private Summary() {}

  static String of(String arguments) {
    JsonNode input;
    try {
      input = JsonMapper.shared().readTree(arguments);
    } catch (JacksonException e) {
      // What is not JSON is answered as an error by the tool; here the beginning of it has to do.
      return oneLine(arguments);
    }
    for (String name : TELLING) {
      if (input.path(name).isString()) {
        return oneLine(input.path(name).asString());
      }
    }
    return oneLine(arguments);
  }

  private static String oneLine(String text) {
    return text.strip().lines().findFirst().orElse("");
  }
}
