package dev.berth.agent.tool;

import java.util.List;

/** What the model is told about a tool. */
public record ToolSpec(String name, String description, List<Parameter> parameters) {
  /** Copies the parameters. */
  public ToolSpec {
    parameters = List.copyOf(parameters);
  }

  /** The type of a parameter. */
  public enum Type {
    STRING,
    INTEGER,
    BOOLEAN
  }

  /** One named parameter. */
  public record Parameter(String name, Type type, String description, boolean required) {}

  static Parameter required(String name, Type type, String description) {
    return new Parameter(name, type, description, true);
  }

  static Parameter optional(String name, Type type, String description) {
    return new Parameter(name, type, description, false);
  }
}
