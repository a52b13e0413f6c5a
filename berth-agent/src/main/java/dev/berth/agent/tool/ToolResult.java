package dev.berth.agent.tool;

import java.util.OptionalInt;

/**
 * What a tool answers to the model.
 *
 * @param text never empty
 * @param ok false when the call failed; the text says why
 * @param exit the exit code where a command was run
 * @param changed whether files may be others than before
 */
public record ToolResult(String text, boolean ok, OptionalInt exit, boolean changed) {
  static ToolResult of(String text) {
    return new ToolResult(text.isEmpty() ? "(nothing)" : text, true, OptionalInt.empty(), false);
  }

  static ToolResult changed(String text) {
    return new ToolResult(text, true, OptionalInt.empty(), true);
  }

  /** A call that failed. */
  public static ToolResult error(String text) {
    return new ToolResult("Error: " + text, false, OptionalInt.empty(), false);
  }

  /** The same with another text. */
  public ToolResult withText(String other) {
    return new ToolResult(other, ok, exit, changed);
  }
}
