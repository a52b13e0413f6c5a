package dev.berth.dist.stacks;

import dev.berth.cli.terminal.Screen;
import dev.berth.cli.terminal.TerminalText;
import dev.berth.core.time.Time;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.run.RunObserver;
import dev.berth.stacks.run.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Tells on standard error what a run does, and in a line that is rewritten what it is at. Standard
 * output stays the report's.
 */
final class RunProgress implements RunObserver {
  private final Screen screen;
  private final Time time;

  RunProgress(Screen screen, Time time) {
    this.screen = screen;
    this.time = time;
  }

  @Override
  public void lists(ItemType type) {
    screen.status(TerminalText.of("listing: " + type.wire()));
  }

  @Override
  public void did(Step step) {
    String outcome = step.outcome().name().toLowerCase(Locale.ROOT);
    screen.errorLine(
        TerminalText.of(step.at() + "  " + outcome + "  " + step.id() + "  " + step.text()));
  }

  @Override
  public void waits(int things, Instant until) {
    Duration left = Duration.between(time.now(), until);
    screen.status(
        TerminalText.of("waits " + left.toSeconds() + " s for " + things + " things to go"));
  }

  /** Between two runs of one command. */
  void looksAgain(Instant at) {
    screen.errorLine(TerminalText.of("looks again at " + at));
  }
}
