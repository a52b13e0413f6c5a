package dev.berth.cli.repo;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.Group;
import picocli.CommandLine;

/** {@code berth repo}: a group of commands. */
public final class RepoCommand {
  private RepoCommand() {}

  public static CommandLine create(CliContext context) {
    return Group.of("repo", "Onboards, lists and changes repositories.")
        .addSubcommand(new OnboardCommand(context))
        .addSubcommand(new RepoListCommand(context))
        .addSubcommand(new ShowCommand(context))
        .addSubcommand(new SetCommand(context))
        .addSubcommand(new EgressCommand(context))
        .addSubcommand(new OffboardCommand(context));
  }
}
