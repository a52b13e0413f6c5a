package dev.berth.cli.workflow;

import dev.berth.api.http.Routes;
import dev.berth.api.workflow.WorkflowDetail;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.ListCommand;
import dev.berth.cli.terminal.Table.Column;
import dev.berth.cli.terminal.TerminalText;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code berth workflow list}. */
@Command(name = "list", description = "Lists the workflows that tasks can name.")
public final class WorkflowListCommand extends ListCommand<WorkflowDetail> {
  public WorkflowListCommand(CliContext context) {
    super(context, Routes.WORKFLOWS, WorkflowDetail.class);
  }

  @Override
  protected List<Column> columns() {
    return List.of(Column.fixed("WORKFLOW"), Column.fixed("AGENT"), Column.flexible("DESCRIPTION"));
  }

  @Override
  protected List<TerminalText> row(WorkflowDetail workflow) {
    return List.of(
        TerminalText.of(workflow.id()),
        TerminalText.of(workflow.agent()),
        TerminalText.of(workflow.description()));
  }
}
