package dev.berth.chaos.command;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CommandSet;
import java.util.List;
import picocli.CommandLine;

/** The fault lab's command. Its classes are loaded only when it runs. */
public final class ChaosCommands implements CommandSet {
  @Override
  public String title() {
    return "Prove";
  }

  @Override
  public List<Entry> commands() {
    return List.of(
        new Entry("chaos", "Breaks sessions in every way it knows, and counts what is left"));
  }

  @Override
  public CommandLine command(String name, CliContext context) {
    return new CommandLine(new ChaosCommand(context));
  }
}
