package dev.berth.cli.task;

import dev.berth.api.http.Routes;
import dev.berth.api.task.TaskStatus;
import dev.berth.api.task.TaskSummary;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.ServerCommand;
import dev.berth.cli.http.Answer;
import dev.berth.cli.terminal.Table;
import dev.berth.cli.terminal.Table.Column;
import dev.berth.cli.terminal.TerminalText;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code berth list}. */
@Command(name = "list", description = "Lists tasks, newest first.")
public final class ListCommand extends ServerCommand {
  @Option(
      names = {"-s", "--status"},
      split = ",",
      paramLabel = "STATUS",
      description = "Only these: ${COMPLETION-CANDIDATES}.")
  private List<TaskStatus> statuses = List.of();

  @Option(
      names = {"-r", "--repo"},
      paramLabel = "OWNER/NAME",
      description = "Only tasks on this repository.")
  private String repo = "";

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      description = "At most so many, 1 to 100. Default: ${DEFAULT-VALUE}.")
  private int limit = 20;

  @Option(names = "--next", paramLabel = "TOKEN", description = "Goes on where a list ended.")
  private String next = "";

  public ListCommand(CliContext context) {
    super(context);
  }

  @Override
  protected int run(Work work) {
    String path =
        new Query(Routes.TASKS)
            .with("status", statuses.stream().map(Enum::name).collect(Collectors.joining(",")))
            .with("repo", repo)
            .with("limit", String.valueOf(limit))
            .with("next_token", next)
            .toString();
    Answer<List<TaskSummary>> answer = work.api().page(path, TaskSummary.class);
    if (work.output().json()) {
      work.json(answer.data());
    } else if (answer.value().isEmpty()) {
      work.hint("No tasks. Submit one: berth submit --repo OWNER/NAME \"what to do\"");
    } else {
      print(work, answer.value());
    }
    answer
        .pagination()
        .filter(page -> page.hasMore() && page.nextToken() != null)
        .ifPresent(page -> work.hint("More: berth list --next " + page.nextToken()));
    return ExitCode.DONE;
  }

  private static void print(Work work, List<TaskSummary> tasks) {
    Table table =
        new Table(
            List.of(
                Column.fixed("TASK"),
                Column.fixed("STATUS"),
                Column.number("AGE"),
                Column.flexible("REPOSITORY"),
                Column.number("COST"),
                Column.flexible("WHAT")));
    Instant now = work.context().time().now();
    for (TaskSummary task : tasks) {
      table.row(
          List.of(
              TerminalText.of(task.taskId()),
              Facts.status(task.status()),
              TerminalText.of(Facts.age(task.createdAt(), now)),
              TerminalText.of(Facts.orDash(task.repo())),
              TerminalText.of(Facts.money(task.costUsd())),
              TerminalText.of(Facts.firstLine(task.taskDescription()))));
    }
    table.print(work.screen());
  }
}
