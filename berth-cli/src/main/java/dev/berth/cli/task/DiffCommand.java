package dev.berth.cli.task;

import dev.berth.api.diff.Diff;
import dev.berth.api.diff.DiffFile;
import dev.berth.api.http.Routes;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.ServerCommand;
import dev.berth.cli.http.Answer;
import dev.berth.cli.terminal.Screen;
import dev.berth.cli.terminal.Style;
import dev.berth.cli.terminal.TerminalText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code berth diff}. */
@Command(name = "diff", description = "Shows the change a task made.")
public final class DiffCommand extends ServerCommand {
  @Mixin private TaskArgument task = new TaskArgument();

  @Option(names = "--stat", description = "Only which files changed, and by how much.")
  private boolean stat;

  public DiffCommand(CliContext context) {
    super(context);
  }

  @Override
  protected int run(Work work) {
    Answer<Diff> answer =
        work.api().get(Routes.fill(Routes.DIFF, task.resolve(work.api())), Diff.class);
    Diff diff = answer.value();
    if (work.output().json()) {
      work.json(answer.data());
    } else if (diff.files().isEmpty()) {
      work.hint(diff.headOid() == null ? "Nothing was pushed." : "Nothing was changed.");
    } else if (stat) {
      printStat(work.screen(), diff);
    } else {
      print(work.screen(), diff);
    }
    if (diff.truncated()) {
      work.hint("The patch was too large and is cut. `berth apply` brings all of it.");
    }
    return ExitCode.DONE;
  }

  /** Prints the patch with its colours. */
  public static void print(Screen screen, Diff diff) {
    if (screen.capabilities().raw()) {
      screen.block(diff.patch());
      return;
    }
    for (String line : lines(diff.patch())) {
      screen.patchLine(line, style(line));
    }
  }

  /**
   * A patch's lines end at line feeds and nowhere else: what stands behind a lone carriage return
   * is still the same line of a file, whatever it looks like.
   */
  private static String[] lines(String patch) {
    return patch.isEmpty() ? new String[0] : patch.split("\n");
  }

  /** Prints a line per file. */
  public static void printStat(Screen screen, Diff diff) {
    for (DiffFile file : diff.files()) {
      String counts = file.binary() ? "binary" : "+" + file.additions() + " -" + file.deletions();
      String from = file.oldPath() == null ? "" : " (was " + file.oldPath() + ")";
      screen.fitted(
          TerminalText.of(String.format("%-9s ", file.change()), Style.DIM)
              .plus(file.path() + from)
              .plus("  " + counts, Style.DIM));
    }
    screen.line(
        diff.files().size()
            + (diff.files().size() == 1 ? " file" : " files")
            + " changed, +"
            + diff.additions()
            + " -"
            + diff.deletions());
  }

  private static Style style(String line) {
    if (line.startsWith("diff ") || line.startsWith("+++") || line.startsWith("---")) {
      return Style.BOLD;
    }
    return line.isEmpty()
        ? Style.PLAIN
        : switch (line.charAt(0)) {
          case '+' -> Style.GREEN;
          case '-' -> Style.RED;
          case '@' -> Style.CYAN;
          default -> Style.PLAIN;
        };
  }
}
