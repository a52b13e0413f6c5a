package dev.berth.cli.command;

import dev.berth.api.error.ErrorBody;
import dev.berth.api.error.ErrorEnvelope;
import dev.berth.api.error.FieldProblem;
import dev.berth.cli.http.WireJson;
import dev.berth.cli.terminal.Screen;
import dev.berth.cli.terminal.Style;
import dev.berth.cli.terminal.TerminalText;
import java.util.List;

/**
 * Prints errors to standard error: cause, code, what to do next, the id to quote. Never a stack
 * trace.
 */
public final class ErrorPrinter {
  private final Screen screen;
  private final boolean json;

  public ErrorPrinter(Screen screen, boolean json) {
    this.screen = screen;
    this.json = json;
  }

  public void print(ErrorBody error) {
    screen.clearStatus();
    if (json) {
      screen.errorLine(TerminalText.of(new WireJson().compact(new ErrorEnvelope(error))));
      return;
    }
    screen.errorLine(TerminalText.of("berth: ", Style.RED).plus(error.message()));
    for (FieldProblem problem :
        error.details() == null ? List.<FieldProblem>of() : error.details()) {
      screen.errorLine(
          TerminalText.of("  " + problem.field() + ": ", Style.BOLD).plus(problem.message()));
    }
    field("code", error.code());
    String remedy = error.remedy();
    if (remedy != null && !remedy.isEmpty()) {
      field("what to do", remedy);
    }
    if (error.requestId() != null && !error.requestId().isEmpty()) {
      field("request id", error.requestId());
    }
  }

  private void field(String name, String value) {
    screen.errorLine(TerminalText.of(String.format("  %-11s ", name), Style.DIM).plus(value));
  }
}
