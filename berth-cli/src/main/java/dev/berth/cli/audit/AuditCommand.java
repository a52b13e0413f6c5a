package dev.berth.cli.audit;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.Group;
import picocli.CommandLine;

/** {@code berth audit}: a group of commands. */
public final class AuditCommand {
  private AuditCommand() {}

  public static CommandLine create(CliContext context) {
    return Group.of("audit", "Shows who decided, refused and changed what.")
        .addSubcommand(new AuditExportCommand(context));
  }
}
