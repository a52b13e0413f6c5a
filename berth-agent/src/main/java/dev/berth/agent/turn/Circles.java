package dev.berth.agent.turn;

import dev.berth.agent.TaskFailure;
import dev.berth.agent.tool.ToolResult;
import java.util.HashMap;
import java.util.Map;

/**
 * Notices when the model goes round in circles: the same call with the same result again and again
 * while no file changes. Not thread-safe.
 */
final class Circles {
  private static final int WARN = 3;
  private static final int STOP = 5;

  private record Step(String tool, String input, String result) {}

  private final Map<Step, Integer> seen = new HashMap<>();

  /**
   * Counts a call.
   *
   * @return what the model should be told besides, or an empty string
   * @throws TaskFailure {@code AGENT_LOOP} at the fifth time
   */
  String notice(String tool, String input, ToolResult result) {
    if (result.changed()) {
      // The same build again after an edit is progress, not a circle.
      seen.clear();
      return "";
    }
    int times = seen.merge(new Step(tool, input, result.text()), 1, Integer::sum);
    if (times >= STOP) {
      throw new TaskFailure(
          "AGENT_LOOP",
          "The agent called "
              + tool
              + " "
              + times
              + " times with the same input and the same result");
    }
    return times < WARN
        ? ""
        : "\nNote: this is call number "
            + times
            + " with the same input and the same result. Do something else.";
  }
}
