package dev.berth.dist.stacks;

import dev.berth.cli.command.CliContext;
import dev.berth.stacks.plan.Selection;
import dev.berth.stacks.plan.SweepPolicy;
import dev.berth.stacks.run.Approval;
import dev.berth.stacks.run.RunReport;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code berth stack destroy}. */
@Command(
    name = "destroy",
    exitCodeOnInvalidInput = 50,
    exitCodeOnExecutionException = 50,
    description = {
      "Shows what destroying a stack would do; with --apply and the hash it does it: ends"
          + " sessions,",
      "deletes endpoints and runtimes and waits for them, then what is billed, then the stack.",
      "Network interfaces that linger are reported, not waited for. Exit codes: 0 clean,",
      "10 pending, 20 stuck, 30 not all could be read, 40 refused, 50 usage or defect."
    })
final class DestroyCommand extends RunCommand {
  @Parameters(paramLabel = "NAME", description = "The stack's name or StackId.")
  private String name = "";

  @Option(
      names = "--apply",
      paramLabel = "HASH",
      description = "Carries out the plan with this hash; without it, nothing is changed.")
  private @Nullable String hash;

  @Option(
      names = "--retain",
      description = "Frees the name: what cannot go is tagged, retained and left to the sweep.")
  private boolean retain;

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      description = {
        "With --apply: goes on for so long, whenever that is useful, with whatever of this stack",
        "is let go meanwhile (default: once)."
      })
  private Duration wait = Duration.ZERO;

  DestroyCommand(CliContext context, Accounts accounts) {
    super(context, accounts);
  }

  @Override
  RunReport run(Work work) {
    Instant end = work.account().time().now().plus(wait);
    SweepPolicy policy =
        work.options().policy(new Selection.Destroy(StackNames.resolve(name, work), retain));
    if (hash == null) {
      return work.sweeper().plan(policy, work.run());
    }
    RunReport report = work.sweeper().apply(policy, new Approval.ByHash(hash), work.run());
    // What is let go later, an interface that a service detaches, no plan could show before.
    Approval rest = new Approval.ByPolicy();
    for (int look = 2; report.refusals().isEmpty() && waits(work, report, end); look++) {
      report = work.sweeper().apply(policy, rest, work.run() + "-" + look);
    }
    return report;
  }
}
