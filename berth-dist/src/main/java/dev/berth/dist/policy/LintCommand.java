package dev.berth.dist.policy;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.LocalCommand;
import dev.berth.cli.http.WireJson;
import dev.berth.cli.terminal.Screen;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code berth policy lint}. */
@Command(
    name = "lint",
    description = "Checks a file of rules and reports every mistake with its line.")
final class LintCommand extends LocalCommand {
  @Parameters(paramLabel = "FILE", description = "The rules, in Cedar.")
  private Path file = Path.of("");

  LintCommand(CliContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    long own = Rules.of(file, context()).all().stream().filter(rule -> !rule.builtIn()).count();
    Screen screen = output().screen(context());
    screen.line(
        output().json()
            ? new WireJson().compact(Map.of("data", Map.of("valid", true, "rules", own)))
            : file + " is valid: " + own + (own == 1 ? " rule" : " rules"));
    return ExitCode.DONE;
  }
}
