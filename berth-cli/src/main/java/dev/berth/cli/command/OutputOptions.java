package dev.berth.cli.command;

import dev.berth.cli.terminal.Capabilities;
import dev.berth.cli.terminal.Screen;
import picocli.CommandLine.Option;

/** Options of every command that say how it prints. */
public final class OutputOptions {
  /** What a command prints. */
  public enum Format {
    text,
    json
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "text (default), or json: the data of the API, untouched.")
  private Format format = Format.text;

  @Option(names = "--no-color", description = "No colours. The variable NO_COLOR does the same.")
  private boolean noColor;

  @Option(
      names = "--raw",
      description =
          "Print text from agents and repositories as it is. It may then control your terminal.")
  private boolean raw;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print results only, no progress and no hints.")
  private boolean quiet;

  public boolean json() {
    return format == Format.json;
  }

  public boolean quiet() {
    return quiet;
  }

  public boolean raw() {
    return raw;
  }

  /** The screen as these options want it. */
  public Screen screen(CliContext context) {
    Capabilities capabilities = context.capabilities();
    capabilities = noColor ? capabilities.withoutColour() : capabilities;
    capabilities = raw ? capabilities.asRaw() : capabilities;
    return new Screen(context.streams().out(), context.streams().err(), capabilities);
  }
}
