package dev.berth.cli.task;

import dev.berth.api.http.Routes;
import dev.berth.api.task.ErrorClassification;
import dev.berth.api.task.TaskDetail;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.ServerCommand;
import dev.berth.cli.http.Answer;
import dev.berth.cli.terminal.Screen;
import dev.berth.cli.terminal.Style;
import dev.berth.cli.terminal.TerminalText;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code berth status}. */
@Command(name = "status", description = "Shows one task.")
public final class StatusCommand extends ServerCommand {
  @Mixin private TaskArgument task = new TaskArgument();

  public StatusCommand(CliContext context) {
    super(context);
  }

  @Override
  protected int run(Work work) {
    Answer<TaskDetail> answer =
        work.api().get(Routes.fill(Routes.TASK, task.resolve(work.api())), TaskDetail.class);
    if (work.output().json()) {
      work.json(answer.data());
    } else {
      print(work.screen(), answer.value(), work.context().time().now());
    }
    return ExitCode.DONE;
  }

  /** Prints what a person wants to know about a task. */
  static void print(Screen screen, TaskDetail task, Instant now) {
    screen.line(
        TerminalText.of(task.taskId(), Style.BOLD)
            .plus("  ")
            .plus(Facts.status(task.status()))
            .plus("  since " + Facts.age(task.statusSince(), now), Style.DIM));
    field(screen, "repository", task.repo());
    field(screen, "what", task.taskDescription());
    field(screen, "workflow", task.resolvedWorkflow().id());
    if (task.queuePosition() != null) {
      field(screen, "queue", "position " + task.queuePosition() + wait(task.estimatedWaitS()));
    }
    field(screen, "branch", task.branchName());
    field(screen, "change", task.prUrl());
    field(screen, "build", passed(task.buildPassed()));
    field(screen, "lint", passed(task.lintPassed()));
    field(screen, "turns", turns(task));
    field(screen, "cost", Facts.money(task.costUsd()) + " of " + Facts.money(task.maxBudgetUsd()));
    field(screen, "took", took(task.durationS()));
    if (task.isolation() != null) {
      field(screen, "isolation", isolation(task));
    }
    field(screen, "cleanup", cleanup(task));
    error(screen, task);
  }

  private static void error(Screen screen, TaskDetail task) {
    field(screen, "error", task.errorMessage());
    ErrorClassification error = task.errorClassification();
    if (error != null) {
      field(screen, "", error.title() + ": " + error.description());
      field(screen, "what to do", error.remedy());
    }
  }

  private static void field(Screen screen, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      TerminalText label = TerminalText.of(String.format(Locale.ROOT, "  %-11s ", name), Style.DIM);
      screen.line(label.plus(value.strip().replace("\n", " ")));
    }
  }

  private static String wait(@Nullable Long seconds) {
    return seconds == null ? "" : ", about " + Facts.duration(Duration.ofSeconds(seconds));
  }

  private static @Nullable String passed(@Nullable Boolean value) {
    return value == null ? null : value ? "passed" : "FAILED";
  }

  private static @Nullable String turns(TaskDetail task) {
    Integer done = task.turnsCompleted();
    return done == null ? null : done + " of " + task.maxTurns();
  }

  private static @Nullable String took(@Nullable BigDecimal seconds) {
    return seconds == null
        ? null
        : Facts.duration(Duration.ofMillis(seconds.movePointRight(3).longValue()));
  }

  private static String isolation(TaskDetail task) {
    if (task.isolation() == null) {
      return "";
    }
    String enforced =
        task.isolation().enforced().entrySet().stream()
            .map(entry -> entry.getKey() + " by " + entry.getValue())
            .collect(Collectors.joining(", "));
    return task.isolation().kind() + (enforced.isEmpty() ? "" : " (" + enforced + ")");
  }

  private static String cleanup(TaskDetail task) {
    String counts =
        task.cleanup().held() == 0 && task.cleanup().stuck() == 0
            ? ""
            : " (" + task.cleanup().held() + " held, " + task.cleanup().stuck() + " stuck)";
    return task.cleanup().state() + counts;
  }
}
