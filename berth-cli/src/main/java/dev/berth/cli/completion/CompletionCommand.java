package dev.berth.cli.completion;

import dev.berth.cli.command.Cli;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CommandSet;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.LocalCommand;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code berth completion}. */
@Command(
    name = "completion",
    description = "Prints a script that completes berth's commands and options in a shell.",
    footer = {
      "",
      "bash:  source <(berth completion bash)",
      "zsh:   source <(berth completion zsh)",
      "fish:  berth completion fish | source"
    })
public final class CompletionCommand extends LocalCommand {
  /** Shells that are known. */
  enum Shell {
    bash,
    zsh,
    fish
  }

  private final List<CommandSet> sets;

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
  private Shell shell = Shell.bash;

  /**
   * @param sets every command there is
   */
  public CompletionCommand(CliContext context, List<CommandSet> sets) {
    super(context);
    this.sets = sets;
  }

  @Override
  public Integer call() {
    CommandLine everything = Cli.everything(sets, context());
    String script =
        switch (shell) {
          case bash -> new PosixCompletion(everything).bash();
          case zsh -> new PosixCompletion(everything).zsh();
          case fish -> new FishCompletion(everything).script();
        };
    context().streams().out().print(script);
    context().streams().out().flush();
    return ExitCode.DONE;
  }
}
