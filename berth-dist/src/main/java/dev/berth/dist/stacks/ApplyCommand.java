package dev.berth.dist.stacks;

import dev.berth.cli.command.CliContext;
import dev.berth.stacks.plan.Selection;
import dev.berth.stacks.run.Approval;
import dev.berth.stacks.run.RunReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code berth sweep apply}. */
@Command(
    name = "apply",
    exitCodeOnInvalidInput = 50,
    exitCodeOnExecutionException = 50,
    description = {
      "Deletes what a plan showed: the one with this hash, after reading everything again.",
      "Without a hash, and with --by-policy, whatever the options select; for schedules."
    })
final class ApplyCommand extends RunCommand {
  @Parameters(
      paramLabel = "HASH",
      arity = "0..1",
      description = "The hash that `berth sweep plan` printed.")
  private String hash = "";

  @Option(names = "--by-policy", description = "Nobody has seen the plan; the options decide.")
  private boolean byPolicy;

  ApplyCommand(CliContext context, Accounts accounts) {
    super(context, accounts);
  }

  @Override
  RunReport run(Work work) {
    if (hash.isEmpty() == !byPolicy) {
      throw AccountOptions.usage(
          "either a plan's hash or --by-policy", "`berth sweep plan` prints the hash.");
    }
    Approval approval = byPolicy ? new Approval.ByPolicy() : new Approval.ByHash(hash);
    return work.sweeper().apply(work.options().policy(new Selection.Sweep()), approval, work.run());
  }
}
