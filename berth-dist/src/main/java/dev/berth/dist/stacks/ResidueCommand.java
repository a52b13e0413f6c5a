package dev.berth.dist.stacks;

import dev.berth.cli.command.CliContext;
import dev.berth.stacks.plan.Selection;
import dev.berth.stacks.run.RunReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code berth stack residue}. */
@Command(
    name = "residue",
    exitCodeOnInvalidInput = 50,
    exitCodeOnExecutionException = 50,
    description = {
      "Shows what deleted stacks left behind: each thing with what blocks it, since when, until",
      "about when, and what it costs meanwhile. With a name, of that stack only."
    })
final class ResidueCommand extends RunCommand {
  @Parameters(paramLabel = "NAME", arity = "0..1", description = "The stack's name or StackId.")
  private String name = "";

  ResidueCommand(CliContext context, Accounts accounts) {
    super(context, accounts);
  }

  @Override
  RunReport run(Work work) {
    Selection selection =
        name.isEmpty()
            ? new Selection.Sweep()
            : new Selection.Destroy(StackNames.resolve(name, work), false);
    return work.sweeper().status(work.options().policy(selection), work.run());
  }
}
