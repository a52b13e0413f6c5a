package dev.berth.dist.stacks;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CommandSet;
import dev.berth.cli.command.Group;
import dev.berth.stacks.plan.ExitCode;
import java.util.List;
import picocli.CommandLine;

/**
 * The commands for AWS stacks. Wrong usage and defects end with 50, so that their exit codes are
 * those of the runs: 0 clean, 10 pending, 20 stuck, 30 incomplete, 40 refused.
 */
public final class StackCommands implements CommandSet {
  private final Accounts accounts;

  /**
   * The set.
   *
   * @param accounts opens what the commands work on
   */
  public StackCommands(Accounts accounts) {
    this.accounts = accounts;
  }

  @Override
  public String title() {
    return "AWS stacks";
  }

  @Override
  public List<Entry> commands() {
    return List.of(
        new Entry("stack", "Destroys a stack, and shows what it left behind"),
        new Entry("sweep", "Finds and deletes what stacks left behind"));
  }

  @Override
  public CommandLine command(String name, CliContext context) {
    return switch (name) {
      case "stack" ->
          Group.of(
                  "stack",
                  "Destroys a stack, and shows what it left behind.",
                  ExitCode.BUG.number())
              .addSubcommand(new DestroyCommand(context, accounts))
              .addSubcommand(new ResidueCommand(context, accounts));
      case "sweep" ->
          Group.of("sweep", "Finds and deletes what stacks left behind.", ExitCode.BUG.number())
              .addSubcommand(new PlanCommand(context, accounts))
              .addSubcommand(new ApplyCommand(context, accounts))
              .addSubcommand(new StatusCommand(context, accounts))
              .addSubcommand(new WatchCommand(context, accounts))
              .addSubcommand(new IamCommand(context))
              .addSubcommand(new SimulateCommand(context));
      default -> throw new IllegalArgumentException("no command " + name);
    };
  }
}
