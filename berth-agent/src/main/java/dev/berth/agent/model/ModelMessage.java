package dev.berth.agent.model;

import java.util.List;

/** A message of the conversation with the model. */
public sealed interface ModelMessage {
  /** What the task, or a person, says. */
  record User(String text) implements ModelMessage {}

  /** What the model said; the text may be empty. */
  record Assistant(String text, List<ToolCall> calls) implements ModelMessage {
    /** Copies the calls. */
    public Assistant {
      calls = List.copyOf(calls);
    }
  }

  /** What a tool answered. */
  record ToolAnswer(String callId, String tool, String text, boolean ok) implements ModelMessage {}

  /**
   * A call the model wants made.
   *
   * @param arguments JSON as the model wrote it, not checked yet
   */
  record ToolCall(String id, String tool, String arguments) {}
}
