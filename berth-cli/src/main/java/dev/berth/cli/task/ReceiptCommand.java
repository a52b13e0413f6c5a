package dev.berth.cli.task;

import dev.berth.api.http.Routes;
import dev.berth.api.receipt.Receipt;
import dev.berth.api.receipt.ReceiptLine;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.ServerCommand;
import dev.berth.cli.http.Answer;
import dev.berth.cli.terminal.Screen;
import dev.berth.cli.terminal.Style;
import dev.berth.cli.terminal.Table;
import dev.berth.cli.terminal.Table.Column;
import dev.berth.cli.terminal.TerminalText;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code berth receipt}. */
@Command(
    name = "receipt",
    description = "Shows what a task's session held, and how each thing was given back.")
public final class ReceiptCommand extends ServerCommand {
  @Mixin private TaskArgument task = new TaskArgument();

  public ReceiptCommand(CliContext context) {
    super(context);
  }

  @Override
  protected int run(Work work) {
    String path = Routes.fill(Routes.RECEIPT, task.resolve(work.api()));
    Answer<Receipt> answer = work.api().get(path, Receipt.class);
    if (work.output().json()) {
      work.json(answer.data());
    } else {
      print(work.screen(), answer.value());
    }
    return ExitCode.DONE;
  }

  /** Prints a receipt. */
  public static void print(Screen screen, Receipt receipt) {
    Table table =
        new Table(
            List.of(
                Column.fixed("WHAT"),
                Column.flexible("NAME"),
                Column.number("HELD"),
                Column.fixed("END"),
                Column.flexible("HOW IT WAS SEEN")));
    for (ReceiptLine line : receipt.lines()) {
      Long held = line.heldMs();
      table.row(
          List.of(
              TerminalText.of(line.kind()),
              TerminalText.of(line.name()),
              TerminalText.of(held == null ? "-" : Facts.duration(Duration.ofMillis(held))),
              end(line),
              TerminalText.of(proof(line))));
    }
    if (!receipt.lines().isEmpty()) {
      table.print(screen);
    }
    screen.line(summary(receipt));
  }

  private static TerminalText end(ReceiptLine line) {
    return switch (line.state()) {
      case "RELEASED" -> TerminalText.of("gone", Style.GREEN);
      case "HANDED_OVER" -> TerminalText.of("handed over", Style.GREEN);
      case "STUCK" -> TerminalText.of("STUCK", Style.RED);
      default -> TerminalText.of("held", Style.YELLOW);
    };
  }

  private static String proof(ReceiptLine line) {
    if (line.handedOverTo() != null) {
      return "to " + line.handedOverTo();
    }
    return line.evidence() != null ? line.evidence() : Facts.orDash(line.lastError());
  }

  private static TerminalText summary(Receipt receipt) {
    long open = receipt.lines().stream().filter(line -> line.settledAt() == null).count();
    if (receipt.lines().isEmpty()) {
      return TerminalText.of("Nothing was held.");
    }
    return open == 0
        ? TerminalText.of(
            "All " + receipt.lines().size() + " leases settled: nothing is left behind.",
            Style.GREEN)
        : TerminalText.of(
            open + " of " + receipt.lines().size() + " leases are not settled yet.", Style.YELLOW);
  }
}
