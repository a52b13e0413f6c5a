package dev.berth.core.task;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.event.NewEvent;
import java.util.List;

/** What follows from a signal in a state. */
public sealed interface Decision {
  /**
   * The state changes; the status may stay the same. State, events and commands are stored in one
   * transaction or not at all.
   *
   * @param row the row of the transition table that was taken
   */
  record Move(String row, TaskState next, List<NewEvent> events, List<Command> commands)
      implements Decision {
    public Move {
      events = List.copyOf(events);
      commands = List.copyOf(commands);
    }
  }

  /** Nothing to do: what the signal asks for is so already, or no longer matters. */
  record AlreadySo(String reason) implements Decision {}

  /** Not possible in this state. */
  record Refused(ErrorCode code, String detail) implements Decision {}
}
