package dev.berth.cli.task;

import dev.berth.api.event.EventType;
import dev.berth.api.http.Routes;
import dev.berth.api.task.TaskDetail;
import dev.berth.cli.command.CliException;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.ServerCommand.Work;
import dev.berth.cli.http.Answer;
import dev.berth.cli.http.EventFollower;
import dev.berth.cli.terminal.Screen;
import dev.berth.cli.terminal.Style;
import dev.berth.cli.terminal.TerminalText;
import dev.berth.cli.view.LiveView;
import java.time.Duration;
import java.util.Optional;

/** Shows a task's progress until it ends. */
final class Watching {
  private final Work work;

  Watching(Work work) {
    this.work = work;
  }

  /**
   * Watches; the answer is the exit code that tells how the task ended.
   *
   * @throws CliException when the time is up
   */
  int watch(String taskId, Optional<Duration> timeout) throws InterruptedException {
    Answer<TaskDetail> task = work.api().get(Routes.fill(Routes.TASK, taskId), TaskDetail.class);
    boolean shown = !work.output().json() && !work.output().quiet();
    Screen screen = work.screen();
    if (shown) {
      header(screen, task.value());
    }
    LiveView view =
        new LiveView(
            shown ? screen : silent(), taskId, timeout.map(work.context().time().now()::plus));
    Thread farewell = Thread.ofPlatform().unstarted(() -> farewell(screen, taskId));
    Runtime.getRuntime().addShutdownHook(farewell);
    try {
      new EventFollower(work.api(), work.context().time(), taskId).follow(view);
    } finally {
      forget(farewell);
    }
    if (view.expired()) {
      throw CliException.timedOut(
          "the task did not end in time; it goes on", "Watch it again: berth watch " + taskId);
    }
    return finish(taskId, view, shown);
  }

  private int finish(String taskId, LiveView view, boolean shown) {
    Answer<TaskDetail> ended = work.api().get(Routes.fill(Routes.TASK, taskId), TaskDetail.class);
    if (work.output().json()) {
      work.json(ended.data());
    } else if (!shown) {
      work.screen().line(ended.value().status());
    } else {
      next(ended.value(), view);
    }
    return exitCode(ended.value().status());
  }

  private void next(TaskDetail task, LiveView view) {
    if (view.end().equals(Optional.of(EventType.TASK_COMPLETED)) && task.branchName() != null) {
      work.hint("See the change: berth diff " + task.taskId());
      work.hint("Take it: berth apply " + task.taskId() + " --repo PATH");
    } else if (view.end().isPresent()) {
      work.hint("What happened: berth status " + task.taskId() + ", berth logs " + task.taskId());
    }
  }

  /** 0 only for a task that did what it should. */
  static int exitCode(String status) {
    return switch (status) {
      case "COMPLETED" -> ExitCode.DONE;
      case "TIMED_OUT" -> ExitCode.TIMED_OUT;
      default -> ExitCode.FAILED;
    };
  }

  private static void header(Screen screen, TaskDetail task) {
    screen.fitted(
        TerminalText.of("Task ", Style.DIM)
            .plus(task.taskId(), Style.BOLD)
            .plus(task.repo() == null ? "" : "  " + task.repo())
            .plus("  " + task.resolvedWorkflow().id(), Style.DIM));
    if (task.taskDescription() != null) {
      screen.fitted(TerminalText.of("  " + Facts.firstLine(task.taskDescription())));
    }
    screen.blank();
  }

  private Screen silent() {
    java.io.PrintStream nowhere =
        new java.io.PrintStream(
            java.io.OutputStream.nullOutputStream(),
            false,
            java.nio.charset.StandardCharsets.UTF_8);
    return new Screen(nowhere, nowhere, work.screen().capabilities());
  }

  private static void farewell(Screen screen, String taskId) {
    screen.clearStatus();
    screen.errorLine(
        TerminalText.of("Stopped watching; the task goes on. Watch again: berth watch " + taskId));
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already: then the hook is running, which is what it is for.
    }
  }
}
