package dev.berth.dist.server;

import dev.berth.api.diff.Diff;
import dev.berth.api.evidence.BeforeAfter;
import dev.berth.api.evidence.CommandRun;
import dev.berth.api.evidence.Evidence;
import dev.berth.api.http.Routes;
import dev.berth.api.receipt.Receipt;
import dev.berth.api.task.TaskDetail;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.http.ApiClient;
import dev.berth.cli.http.EventFollower;
import dev.berth.cli.task.DiffCommand;
import dev.berth.cli.task.Facts;
import dev.berth.cli.task.ReceiptCommand;
import dev.berth.cli.terminal.Screen;
import dev.berth.cli.terminal.Style;
import dev.berth.cli.terminal.TerminalText;
import dev.berth.cli.view.LiveView;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows a task from its start to what it left. */
final class Showing {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration LOOK = Duration.ofMillis(200);

  private final CliContext context;
  private final Screen screen;
  private final ApiClient api;

  Showing(CliContext context, Screen screen, ApiClient api) {
    this.context = context;
    this.screen = screen;
    this.api = api;
  }

  /**
   * Shows progress until the task has ended and everything was given back, and answers the task.
   */
  TaskDetail follow(String task) throws InterruptedException {
    new EventFollower(api, context.time(), task)
        .follow(new LiveView(screen, task, Optional.empty()));
    return cleaned(task);
  }

  /** The task once it holds nothing more, or after a while in which something would not go. */
  private TaskDetail cleaned(String task) throws InterruptedException {
    Instant patience = context.time().now().plus(PATIENCE);
    TaskDetail ended = detail(task);
    while (!ended.cleanup().state().equals("complete") && context.time().now().isBefore(patience)) {
      context.time().pause(LOOK);
      ended = detail(task);
    }
    return ended;
  }

  TaskDetail detail(String task) {
    return api.get(Routes.fill(Routes.TASK, task), TaskDetail.class).value();
  }

  /** The change, the evidence, and the receipt. */
  void show(TaskDetail task) {
    Diff diff = api.get(Routes.fill(Routes.DIFF, task.taskId()), Diff.class).value();
    if (!diff.files().isEmpty()) {
      heading("The change");
      DiffCommand.print(screen, diff);
    }
    heading("The evidence");
    evidence(task, api.get(Routes.fill(Routes.EVIDENCE, task.taskId()), Evidence.class).value());
    heading("The receipt");
    ReceiptCommand.print(
        screen, api.get(Routes.fill(Routes.RECEIPT, task.taskId()), Receipt.class).value());
  }

  void heading(String text) {
    heading(screen, text);
  }

  static void heading(Screen screen, String text) {
    screen.blank();
    screen.line(TerminalText.of(text, Style.BOLD));
  }

  private void evidence(TaskDetail task, Evidence evidence) {
    if (evidence.changeRequest() != null) {
      fact(
          "change request",
          evidence.changeRequest().url() + "  " + evidence.changeRequest().title());
    }
    checks("build, as Berth ran it in a clean sandbox", evidence.build());
    checks("lint, as Berth ran it in a clean sandbox", evidence.lint());
    fact("turns", Facts.orDash(evidence.turnsCompleted()));
    String note = evidence.scripted() ? " (a script's prices; no model was called)" : "";
    fact("cost", Facts.money(evidence.costUsd()) + note);
    if (task.isolation() != null) {
      fact("isolation", String.join(", ", task.isolation().enforced().keySet()));
    }
  }

  private void checks(String name, @Nullable BeforeAfter check) {
    if (check != null) {
      fact(
          name,
          check.command() + "  before: " + run(check.before()) + ", after: " + run(check.after()));
    }
  }

  private static String run(@Nullable CommandRun run) {
    if (run == null) {
      return "not run";
    }
    String word = run.exitCode() == 0 ? "green" : "red (exit " + run.exitCode() + ")";
    return word + " in " + Facts.duration(Duration.ofMillis(run.durationMs()));
  }

  private void fact(String name, String value) {
    screen.line(TerminalText.of("  " + name + "  ", Style.DIM).plus(value));
  }
}
