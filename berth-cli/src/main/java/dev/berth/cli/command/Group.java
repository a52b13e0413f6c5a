package dev.berth.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A command that does nothing but hold others. */
public final class Group {
  private Group() {}

  /** Named alone, it explains itself; that counts as wrong usage. */
  public static CommandLine of(String name, String summary) {
    return of(name, summary, ExitCode.USAGE);
  }

  /**
   * The same, of commands with exit codes of their own.
   *
   * @param usage with which wrong usage ends
   */
  public static CommandLine of(String name, String summary, int usage) {
    Explain explain = new Explain(usage);
    CommandSpec spec = CommandSpec.wrapWithoutInspection(explain).name(name);
    spec.exitCodeOnInvalidInput(usage);
    spec.usageMessage().description(summary);
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .description("Explains this command.")
            .build());
    CommandLine line = new CommandLine(spec);
    explain.line = line;
    return line;
  }

  private static final class Explain implements Callable<Integer> {
    private final int usage;
    private @org.jspecify.annotations.Nullable CommandLine line;

    Explain(int usage) {
      this.usage = usage;
    }

    @Override
    public Integer call() {
      if (line != null) {
        line.usage(line.getErr());
      }
      return usage;
    }
  }
}
