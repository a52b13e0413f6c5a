package dev.berth.cli.command;

import dev.berth.cli.completion.CompletionCommand;
import dev.berth.cli.doctor.ConfigShowCommand;
import dev.berth.cli.doctor.DoctorCommand;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** The commands about the installation itself, which look at every set. */
public final class SetupCommands implements CommandSet {
  private final List<CommandSet> others;

  /**
   * @param others every other set
   */
  public SetupCommands(List<CommandSet> others) {
    this.others = List.copyOf(others);
  }

  @Override
  public String title() {
    return "Set-up";
  }

  @Override
  public List<Entry> commands() {
    return List.of(
        new Entry("doctor", "Checks what Berth needs"),
        new Entry("config", "Shows the settings that apply"),
        new Entry("completion", "Prints a completion script for bash, zsh or fish"));
  }

  @Override
  public CommandLine command(String name, CliContext context) {
    return switch (name) {
      case "doctor" -> new CommandLine(new DoctorCommand(context, others));
      case "config" ->
          Group.of("config", "Shows the settings that apply.")
              .addSubcommand(new ConfigShowCommand(context, others));
      case "completion" -> new CommandLine(new CompletionCommand(context, everything()));
      default -> throw new IllegalArgumentException("no command " + name);
    };
  }

  private List<CommandSet> everything() {
    List<CommandSet> all = new ArrayList<>(others);
    all.add(this);
    return all;
  }
}
