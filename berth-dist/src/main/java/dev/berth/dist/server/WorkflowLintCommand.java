package dev.berth.dist.server;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.LocalCommand;
import dev.berth.cli.terminal.Screen;
import dev.berth.core.error.BerthException;
import dev.berth.core.workflow.Workflow;
import dev.berth.engine.workflow.Workflows;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code berth workflow lint}: needs no server. */
@Command(
    name = "lint",
    description = "Checks a workflow file and reports every mistake with its line.")
final class WorkflowLintCommand extends LocalCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "The workflow's YAML file.")
  private Path file = Path.of("");

  WorkflowLintCommand(CliContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    Screen screen = output().screen(context());
    try {
      Workflow workflow = Workflows.lint(context().workingDirectory().resolve(file));
      screen.line(
          output().json()
              ? "{\"id\":\"" + workflow.id() + "\",\"version\":\"" + workflow.version() + "\"}"
              : workflow.id() + " is valid, version " + workflow.version());
      return ExitCode.DONE;
    } catch (BerthException e) {
      throw LocalServer.Failures.of(e);
    }
  }
}
