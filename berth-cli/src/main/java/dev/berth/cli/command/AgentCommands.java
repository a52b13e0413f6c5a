package dev.berth.cli.command;

import dev.berth.cli.agent.DevCommand;
import java.util.List;
import picocli.CommandLine;

/** The commands for people who write agents; they need no server. */
public final class AgentCommands implements CommandSet {
  @Override
  public String title() {
    return "Agents (for their authors)";
  }

  @Override
  public List<Entry> commands() {
    return List.of(new Entry("dev", "Runs, calls and checks an agent"));
  }

  @Override
  public CommandLine command(String name, CliContext context) {
    return switch (name) {
      case "dev" -> DevCommand.create(context);
      default -> throw new IllegalArgumentException("no command " + name);
    };
  }
}
