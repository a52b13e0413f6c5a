package dev.berth.dist.stacks;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.LocalCommand;
import dev.berth.cli.terminal.Screen;
import dev.berth.cli.terminal.TerminalText;
import dev.berth.stacks.simulate.Contender;
import dev.berth.stacks.simulate.Simulation;
import dev.berth.stacks.simulate.SimulationReport;
import dev.berth.stacks.simulate.Tally;
import dev.berth.stacks.simulate.mutant.Mutant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code berth sweep simulate}. */
@Command(
    name = "simulate",
    exitCodeOnInvalidInput = 50,
    exitCodeOnExecutionException = 50,
    description = {
      "Lets the sweeper loose on simulated accounts and counts what must not happen.",
      "They have faults, crashes, neighbours, and interfaces that are released late or never.",
      "Touches no account. Exits 1 unless everything that must be 0 is, and the worlds were",
      "wild enough. With --mutant a safety is taken out, and exit code 1 is what proves the judge."
    })
final class SimulateCommand extends LocalCommand {
  @Option(names = "--worlds", paramLabel = "N", description = "How many worlds (default 1000).")
  private long worlds = 1_000;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Seed of the first world; the next ones follow it (default 1).")
  private long seed = 1;

  @Option(
      names = "--mutant",
      paramLabel = "SAFETY",
      description = "Takes one out: ownership, completeness, reread or order.")
  private @Nullable String mutant;

  SimulateCommand(CliContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    if (worlds < 1) {
      throw AccountOptions.usage("--worlds is at least 1", "Name a number above 0.");
    }
    Optional<Mutant> without = mutant();
    Screen screen = output().screen(context());
    boolean shows = !output().json() && !output().quiet();
    Tally tally =
        Simulation.of(
            worlds,
            seed,
            without.map(Mutant::contender).orElseGet(Contender::ours),
            done -> {
              if (shows && done % 25 == 0) {
                screen.status(TerminalText.of(done + " of " + worlds + " worlds"));
              }
            });
    screen.clearStatus();
    SimulationReport report = new SimulationReport(tally, seed, without);
    screen.block(output().json() ? report.json() : report.text());
    return report.passed() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private Optional<Mutant> mutant() {
    if (mutant == null) {
      return Optional.empty();
    }
    Optional<Mutant> found = Mutant.ofWire(mutant);
    if (found.isEmpty()) {
      throw AccountOptions.usage(
          "no safety is called " + mutant, "Use ownership, completeness, reread or order.");
    }
    return found;
  }
}
