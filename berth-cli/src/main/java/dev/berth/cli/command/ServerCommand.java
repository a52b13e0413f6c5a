package dev.berth.cli.command;

import dev.berth.cli.http.ApiClient;
import dev.berth.cli.http.WireJson;
import dev.berth.cli.terminal.Screen;
import dev.berth.cli.terminal.Style;
import dev.berth.cli.terminal.TerminalText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** A command that asks a server. A subclass says what it asks and how the answer looks. */
public abstract class ServerCommand implements Callable<Integer> {
  @Mixin private OutputOptions output = new OutputOptions();
  @Mixin private ServerOptions server = new ServerOptions();

  // Read by picocli, which prints the help when it is set.
  @SuppressWarnings("UnusedVariable")
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Explains this command.")
  private boolean help;

  private final CliContext context;

  protected ServerCommand(CliContext context) {
    this.context = context;
  }

  /** What a command works with while it runs. */
  public record Work(CliContext context, OutputOptions output, Screen screen, ApiClient api) {
    /** Prints the API's data, untouched. */
    public void json(JsonNode data) {
      context.streams().out().println(api.json().pretty(data));
      context.streams().out().flush();
    }

    /** Prints a hint for a person, unless nobody looks. */
    public void hint(String text) {
      if (!output.quiet() && !output.json()) {
        screen.errorLine(TerminalText.of(text, Style.DIM));
      }
    }
  }

  /** Does the work; the answer is the exit code. */
  protected abstract int run(Work work) throws Exception;

  @Override
  public final Integer call() throws Exception {
    try (ApiClient api = new ApiClient(server.resolve(context.environment()), new WireJson())) {
      return run(new Work(context, output, output.screen(context), api));
    }
  }
}
