package dev.berth.dist.stacks;

import dev.berth.cli.command.CliContext;
import dev.berth.stacks.plan.Selection;
import dev.berth.stacks.report.LedgerStatus;
import dev.berth.stacks.run.RunReport;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code berth sweep status}. */
@Command(
    name = "status",
    exitCodeOnInvalidInput = 50,
    exitCodeOnExecutionException = 50,
    description = {
      "Shows how it stands: the last run, open alerts, what is left.",
      "Of each thing: what it waits for, until about when, and what it costs meanwhile. Changes",
      "nothing and remembers nothing; `berth sweep watch` remembers. The exit code is the",
      "account's: 0 clean, 10 pending, 20 stuck, 30 not all could be read, 40 refused."
    })
final class StatusCommand extends RunCommand {
  StatusCommand(CliContext context, Accounts accounts) {
    super(context, accounts);
  }

  @Override
  RunReport run(Work work) {
    return work.sweeper().status(work.options().policy(new Selection.Sweep()), work.run());
  }

  @Override
  Optional<LedgerStatus> ledger(Work work) {
    return Optional.of(LedgerStatus.of(work.account().ledger().read()));
  }
}
