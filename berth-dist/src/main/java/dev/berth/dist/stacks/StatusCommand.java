package dev.berth.dist.stacks;

import dev.berth.cli.command.CliContext;
import dev.berth.stacks.plan.Selection;
import dev.berth.stacks.run.RunReport;
import picocli.CommandLine.Command;

/** {@code berth sweep status}. */
@Command(
    name = "status",
    exitCodeOnInvalidInput = 50,
    exitCodeOnExecutionException = 50,
    description = {
      "Shows what is left, what it waits for and until when, without proposing anything.",
      "Remembers nothing; `berth sweep watch` does."
    })
final class StatusCommand extends RunCommand {
  StatusCommand(CliContext context, Accounts accounts) {
    super(context, accounts);
  }

  @Override
  RunReport run(Work work) {
    return work.sweeper().plan(work.options().policy(new Selection.Sweep()), work.run());
  }
}
