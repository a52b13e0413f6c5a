package dev.berth.cli.workflow;

import dev.berth.api.http.Routes;
import dev.berth.api.workflow.WorkflowDetail;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CliException;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.ServerCommand;
import dev.berth.cli.http.Answer;
import dev.berth.cli.task.Facts;
import dev.berth.cli.terminal.Style;
import dev.berth.cli.terminal.TerminalText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code berth workflow show}. */
@Command(name = "show", description = "Shows a workflow.")
public final class WorkflowShowCommand extends ServerCommand {
  @Parameters(paramLabel = "ID", description = "Such as coding/new-task-v1.")
  private String id = "";

  public WorkflowShowCommand(CliContext context) {
    super(context);
  }

  @Override
  protected int run(Work work) {
    String[] parts = id.split("/", -1);
    if (parts.length != 2) {
      throw CliException.usage(
          "BAD_ARGUMENT",
          id + " is not the id of a workflow",
          "Write it like coding/new-task-v1; `berth workflow list` shows all.");
    }
    Answer<WorkflowDetail> answer =
        work.api().get(Routes.fill(Routes.WORKFLOW, parts[0], parts[1]), WorkflowDetail.class);
    if (work.output().json()) {
      work.json(answer.data());
      return ExitCode.DONE;
    }
    WorkflowDetail workflow = answer.value();
    work.screen().line(TerminalText.of(workflow.id(), Style.BOLD).plus("  " + workflow.version()));
    work.screen().line(workflow.description());
    fact(work, "agent", workflow.agent());
    fact(work, "repository", workflow.requiresRepo() ? "needed" : "none");
    fact(work, "effect", workflow.effect());
    fact(work, "steps", String.join(", ", workflow.steps()));
    fact(work, "turns", Facts.orDash(workflow.maxTurns()));
    fact(work, "budget", Facts.money(workflow.maxBudgetUsd()));
    return ExitCode.DONE;
  }

  private static void fact(Work work, String name, String value) {
    work.screen().line(TerminalText.of("  " + name + "  ", Style.DIM).plus(value));
  }
}
