package dev.berth.cli.task;

import dev.berth.api.http.Routes;
import dev.berth.api.task.CreateTaskRequest;
import dev.berth.api.task.TaskDetail;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.ServerCommand;
import dev.berth.cli.http.Answer;
import dev.berth.cli.http.ApiRequest;
import dev.berth.cli.terminal.Style;
import dev.berth.cli.terminal.TerminalText;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code berth submit}. */
@Command(
    name = "submit",
    description = "Submits a task.",
    footer = {"", "Example: berth submit --repo acme/shop --watch \"Fix the rounding of prices\""})
public final class SubmitCommand extends ServerCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "TEXT",
      description = "What to do; @FILE reads a file, - standard input.")
  private @Nullable String text;

  @Option(
      names = {"-r", "--repo"},
      paramLabel = "OWNER/NAME",
      description = "The repository. Workflows without one need none.")
  private @Nullable String repo;

  @Option(names = "--issue", paramLabel = "N", description = "Work on this issue.")
  private @Nullable Long issue;

  @Option(names = "--pr", paramLabel = "N", description = "Work on this change request.")
  private @Nullable Long changeRequest;

  @Option(names = "--workflow", paramLabel = "REF", description = "Which workflow to run.")
  private @Nullable String workflow;

  @Option(names = "--max-turns", paramLabel = "N", description = "1 to 500.")
  private @Nullable Integer maxTurns;

  @Option(names = "--max-budget", paramLabel = "USD", description = "0.01 to 1000.")
  private @Nullable BigDecimal maxBudget;

  @Option(names = "--approval-timeout", paramLabel = "SECONDS", description = "30 to 86400.")
  private @Nullable Integer approvalTimeout;

  @Option(
      names = "--pre-approve",
      paramLabel = "SCOPE",
      description =
          "Approves beforehand what soft rules would ask about, such as rule:ID,"
              + " 'bash_pattern:git push *' or all_session. Can be repeated.")
  private @Nullable List<String> approvals;

  @Option(names = "--trace", description = "Keeps the full transcript.")
  private boolean trace;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "Idempotency key: the same key and task again make no second task.")
  private @Nullable String key;

  @Mixin private WatchOptions watch = new WatchOptions();

  public SubmitCommand(CliContext context) {
    super(context);
  }

  @Override
  protected int run(Work work) throws InterruptedException {
    String description = text == null ? null : TaskDescription.read(text, work.context());
    CreateTaskRequest request =
        new CreateTaskRequest(
            repo,
            issue,
            changeRequest,
            description,
            workflow,
            maxTurns,
            maxBudget,
            approvalTimeout,
            approvals,
            null,
            trace ? Boolean.TRUE : null);
    // A key of our own makes it safe to send again what may have arrived.
    String idempotencyKey = key == null ? UUID.randomUUID().toString() : key;
    Answer<TaskDetail> answer =
        work.api()
            .sendAgain(
                ApiRequest.of("POST", Routes.TASKS).withBody(request).withKey(idempotencyKey),
                TaskDetail.class);
    return submitted(work, answer, watch);
  }

  /** Prints the new task, or watches it. */
  static int submitted(Work work, Answer<TaskDetail> answer, WatchOptions watch)
      throws InterruptedException {
    TaskDetail task = answer.value();
    if (watch.wanted()) {
      return new Watching(work).watch(task.taskId(), watch.timeout());
    }
    if (work.output().json()) {
      work.json(answer.data());
    } else if (work.output().quiet()) {
      work.screen().line(task.taskId());
    } else {
      work.screen()
          .line(
              TerminalText.of(task.taskId(), Style.BOLD)
                  .plus("  ")
                  .plus(Facts.status(task.status()))
                  .plus(Optional.ofNullable(task.repo()).map(name -> "  " + name).orElse(""))
                  .plus(answer.replayed() ? "  (submitted before)" : "", Style.DIM));
      work.hint("Watch it: berth watch " + task.taskId());
    }
    return ExitCode.DONE;
  }
}
