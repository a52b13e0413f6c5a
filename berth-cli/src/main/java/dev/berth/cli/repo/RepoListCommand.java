package dev.berth.cli.repo;

import dev.berth.api.http.Routes;
import dev.berth.api.repo.RepoDetail;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.ServerCommand;
import dev.berth.cli.http.Answer;
import dev.berth.cli.task.Facts;
import dev.berth.cli.task.Query;
import dev.berth.cli.terminal.Table;
import dev.berth.cli.terminal.Table.Column;
import dev.berth.cli.terminal.TerminalText;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code berth repo list}. */
@Command(name = "list", description = "Lists the repositories you may use.")
public final class RepoListCommand extends ServerCommand {
  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      description = "At most so many, 1 to 100. Default: ${DEFAULT-VALUE}.")
  private int limit = 100;

  @Option(names = "--next", paramLabel = "TOKEN", description = "Goes on where a list ended.")
  private String next = "";

  public RepoListCommand(CliContext context) {
    super(context);
  }

  @Override
  protected int run(Work work) {
    String path =
        new Query(Routes.REPOS)
            .with("limit", String.valueOf(limit))
            .with("next_token", next)
            .toString();
    Answer<List<RepoDetail>> answer = work.api().page(path, RepoDetail.class);
    if (work.output().json()) {
      work.json(answer.data());
    } else if (answer.value().isEmpty()) {
      work.hint("No repositories. Onboard one: berth repo onboard OWNER/NAME --from PATH");
    } else {
      print(work, answer.value());
    }
    answer
        .pagination()
        .filter(page -> page.hasMore() && page.nextToken() != null)
        .ifPresent(page -> work.hint("More: berth repo list --next " + page.nextToken()));
    return ExitCode.DONE;
  }

  private static void print(Work work, List<RepoDetail> repos) {
    Table table =
        new Table(
            List.of(
                Column.flexible("REPOSITORY"),
                Column.fixed("STATE"),
                Column.fixed("FORGE"),
                Column.number("OPEN"),
                Column.flexible("BUILD")));
    for (RepoDetail repo : repos) {
      table.row(
          List.of(
              TerminalText.of(repo.repo()),
              RepoView.state(repo.provisioning().state()),
              TerminalText.of(repo.forge()),
              TerminalText.of(String.valueOf(repo.openTasks())),
              TerminalText.of(Facts.orDash(repo.effective().buildCommand()))));
    }
    table.print(work.screen());
  }
}
