package dev.berth.cli.command;

import dev.berth.api.error.ErrorBody;
import dev.berth.cli.terminal.Screen;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** What happens when a command line is wrong or a command fails. */
final class Failures {
  private final Supplier<Screen> screen;

  Failures(Supplier<Screen> screen) {
    this.screen = screen;
  }

  CommandLine.IParameterExceptionHandler onParameters() {
    return (exception, arguments) -> {
      CommandLine command = exception.getCommandLine();
      String message = String.valueOf(exception.getMessage());
      String remedy =
          "`" + command.getCommandSpec().qualifiedName(" ") + " --help` explains the command.";
      boolean json =
          List.of(arguments).contains("json") || List.of(arguments).contains("--output=json");
      printer(json).print(new ErrorBody("BAD_ARGUMENT", message, "", remedy, List.of()));
      // ExitCode.USAGE, unless the command has codes of its own.
      return command.getCommandSpec().exitCodeOnInvalidInput();
    };
  }

  CommandLine.IExecutionExceptionHandler onExecution() {
    return (exception, command, parsed) -> {
      if (exception instanceof CliException known) {
        printer(wantsJson(parsed)).print(known.error());
        return known.exitCode();
      }
      if (exception instanceof InterruptedException) {
        return ExitCode.INTERRUPTED;
      }
      printer(wantsJson(parsed)).print(unexpected(exception, command));
      return command.getCommandSpec().exitCodeOnExecutionException();
    };
  }

  private static ErrorBody unexpected(Exception exception, CommandLine command) {
    StackTraceElement[] trace = exception.getStackTrace();
    String where = trace.length == 0 ? "unknown place" : trace[0].toString();
    String message =
        "`"
            + command.getCommandSpec().qualifiedName(" ")
            + "` failed: "
            + exception
            + " at "
            + where;
    return new ErrorBody(
        "INTERNAL_ERROR",
        message,
        "",
        "This is a defect. Please report it with the line above.",
        List.of());
  }

  private ErrorPrinter printer(boolean json) {
    return new ErrorPrinter(screen.get(), json);
  }

  private static boolean wantsJson(ParseResult parsed) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    return last.matchedOptionValue("--output", OutputOptions.Format.text)
        == OutputOptions.Format.json;
  }
}
