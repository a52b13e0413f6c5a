package dev.berth.dist.stacks;

import dev.berth.cli.command.CliContext;
import dev.berth.stacks.plan.Selection;
import dev.berth.stacks.plan.SweepPolicy;
import dev.berth.stacks.run.RunReport;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code berth sweep watch}. */
@Command(
    name = "watch",
    exitCodeOnInvalidInput = 50,
    exitCodeOnExecutionException = 50,
    description = {
      "Looks, remembers what it saw, and brings the alert up to date. Deletes nothing.",
      "What was seen for longer can be judged with more certainty."
    })
final class WatchCommand extends RunCommand {
  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "Looks again whenever that is useful, for so long (default: once).")
  private Duration duration = Duration.ZERO;

  WatchCommand(CliContext context, Accounts accounts) {
    super(context, accounts);
  }

  @Override
  RunReport run(Work work) {
    Instant end = work.account().time().now().plus(duration);
    SweepPolicy policy = work.options().policy(new Selection.Sweep());
    RunReport report = work.sweeper().watch(policy, work.run());
    for (int look = 2; waits(work, report, end); look++) {
      report = work.sweeper().watch(policy, work.run() + "-" + look);
    }
    return report;
  }
}
