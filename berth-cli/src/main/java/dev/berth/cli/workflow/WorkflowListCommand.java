package dev.berth.cli.workflow;

import dev.berth.api.http.Routes;
import dev.berth.api.workflow.WorkflowDetail;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.ServerCommand;
import dev.berth.cli.http.Answer;
import dev.berth.cli.terminal.Table;
import dev.berth.cli.terminal.Table.Column;
import dev.berth.cli.terminal.TerminalText;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code berth workflow list}. */
@Command(name = "list", description = "Lists the workflows that tasks can name.")
public final class WorkflowListCommand extends ServerCommand {
  public WorkflowListCommand(CliContext context) {
    super(context);
  }

  @Override
  protected int run(Work work) {
    Answer<List<WorkflowDetail>> answer = work.api().page(Routes.WORKFLOWS, WorkflowDetail.class);
    if (work.output().json()) {
      work.json(answer.data());
      return ExitCode.DONE;
    }
    Table table =
        new Table(
            List.of(
                Column.fixed("WORKFLOW"), Column.fixed("AGENT"), Column.flexible("DESCRIPTION")));
    for (WorkflowDetail workflow : answer.value()) {
      table.row(
          List.of(
              TerminalText.of(workflow.id()),
              TerminalText.of(workflow.agent()),
              TerminalText.of(workflow.description())));
    }
    table.print(work.screen());
    return ExitCode.DONE;
  }
}
