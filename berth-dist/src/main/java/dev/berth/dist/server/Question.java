package dev.berth.dist.server;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.terminal.Screen;
import dev.berth.cli.terminal.TerminalText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A yes or no from the person at the terminal. */
final class Question {
  private final CliContext context;
  private final Screen screen;
  private final boolean yes;

  /**
   * @param yes whether every answer was given in advance
   */
  Question(CliContext context, Screen screen, boolean yes) {
    this.context = context;
    this.screen = screen;
    this.yes = yes;
  }

  /** Asks; nobody there to answer means no. */
  boolean ask(String text) throws IOException {
    if (yes) {
      screen.line(text + " yes (--yes)");
      return true;
    }
    if (!context.capabilities().terminal()) {
      screen.line(text + " no (nobody to ask; --yes answers yes)");
      return false;
    }
    screen.line(TerminalText.of(text + " [y/N]"));
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(context.streams().in(), StandardCharsets.UTF_8));
    String answer = reader.readLine();
    return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
  }
}
