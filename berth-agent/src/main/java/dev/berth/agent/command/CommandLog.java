package dev.berth.agent.command;

import dev.berth.runtime.session.Result;
import java.util.ArrayList;
import java.util.List;

/** The commands that were run, for the result: the newest two hundred. Thread-safe. */
public final class CommandLog {
  private static final int MOST = 200;
  private static final int LONGEST = 500;

  private final List<Result.CommandRun> runs = new ArrayList<>();

  /** Notes a command. */
  public synchronized void add(String command, CommandResult result) {
    String text = command.length() <= LONGEST ? command : command.substring(0, LONGEST) + "...";
    runs.add(new Result.CommandRun(text, result.exit(), result.durationMs()));
    if (runs.size() > MOST) {
      runs.removeFirst();
    }
  }

  /** What was noted, oldest first. */
  public synchronized List<Result.CommandRun> runs() {
    return List.copyOf(runs);
  }
}
