package dev.berth.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that needs no server. */
public abstract class LocalCommand implements Callable<Integer> {
  @Mixin private OutputOptions output = new OutputOptions();

  // Read by picocli, which prints the help when it is set.
  @SuppressWarnings("UnusedVariable")
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Explains this command.")
  private boolean help;

  private final CliContext context;

  protected LocalCommand(CliContext context) {
    this.context = context;
  }

  protected final CliContext context() {
    return context;
  }

  protected final OutputOptions output() {
    return output;
  }
}
