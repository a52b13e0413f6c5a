package dev.berth.policy.rule;

import java.util.Locale;

/** What can be done, as the schema names it. */
public enum Action {
  EXECUTE_BASH("Command"),
  WRITE_FILE("File"),
  GIT_PUSH("Ref"),
  WEB_FETCH("Host"),
  MCP_CALL("Tool"),
  INVOKE_TOOL("Tool");

  private final String resource;

  Action(String resource) {
    this.resource = resource;
  }

  /** The name in rules and in effects. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The type of what it is done to. */
  public String resource() {
    return resource;
  }
}
