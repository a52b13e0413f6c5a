package dev.berth.cli.agent;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.Group;
import picocli.CommandLine;

/** {@code berth dev}: a group of commands. */
public final class DevCommand {
  private DevCommand() {}

  public static CommandLine create(CliContext context) {
    return Group.of("dev", "Runs, calls and checks an agent while you write it.")
        .addSubcommand(new DevRunCommand(context))
        .addSubcommand(new DevInvokeCommand(context))
        .addSubcommand(new DevCheckCommand(context));
  }
}
