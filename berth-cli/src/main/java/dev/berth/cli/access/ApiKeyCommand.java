package dev.berth.cli.access;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.Group;
import picocli.CommandLine;

/** {@code berth api-key}: a group of commands. */
public final class ApiKeyCommand {
  private ApiKeyCommand() {}

  public static CommandLine create(CliContext context) {
    return Group.of("api-key", "Makes, lists and revokes API keys.")
        .addSubcommand(new KeyCreateCommand(context))
        .addSubcommand(new KeyListCommand(context))
        .addSubcommand(new KeyRevokeCommand(context));
  }
}
