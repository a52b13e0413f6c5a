package dev.berth.agent.tool;

/** Something the model can do. */
public interface Tool {
  /** What the model is told about it. */
  ToolSpec spec();

  /**
   * Does it.
   *
   * @throws ToolException when it cannot be done; the model reads the message
   */
  ToolResult call(ToolInput input) throws InterruptedException;
}
