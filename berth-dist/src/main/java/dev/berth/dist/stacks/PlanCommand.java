package dev.berth.dist.stacks;

import dev.berth.cli.command.CliContext;
import dev.berth.stacks.plan.Selection;
import dev.berth.stacks.run.RunReport;
import picocli.CommandLine.Command;

/** {@code berth sweep plan}. */
@Command(
    name = "plan",
    exitCodeOnInvalidInput = 50,
    exitCodeOnExecutionException = 50,
    description = "Shows what a sweep would delete, what it waits for, and why the rest stays.")
final class PlanCommand extends RunCommand {
  PlanCommand(CliContext context, Accounts accounts) {
    super(context, accounts);
  }

  @Override
  RunReport run(Work work) {
    return work.sweeper().plan(work.options().policy(new Selection.Sweep()), work.run());
  }
}
