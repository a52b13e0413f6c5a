package dev.berth.cli.command;

import dev.berth.cli.terminal.Screen;
import dev.berth.cli.terminal.Style;
import dev.berth.cli.terminal.TerminalText;
import java.util.List;

/** What {@code berth --help} prints. */
final class Overview {
  private final List<CommandSet> sets;

  Overview(List<CommandSet> sets) {
    this.sets = sets;
  }

  void print(Screen screen) {
    screen.line(
        TerminalText.of("berth", Style.BOLD)
            .plus(" runs background coding agents in sandboxes, and leaves nothing behind."));
    screen.blank();
    screen.line(TerminalText.of("Usage: ", Style.BOLD).plus("berth COMMAND [OPTIONS] [ARGUMENTS]"));
    for (CommandSet set : sets) {
      screen.blank();
      screen.line(TerminalText.of(set.title(), Style.BOLD));
      for (CommandSet.Entry entry : set.commands()) {
        screen.fitted(
            TerminalText.of("  ").plus(pad(entry.name()), Style.CYAN).plus(entry.summary()));
      }
    }
    screen.blank();
    screen.line("`berth COMMAND --help` explains a command. `berth demo` is the place to begin.");
  }

  private static String pad(String name) {
    return name + " ".repeat(Math.max(1, 13 - name.length()));
  }
}
