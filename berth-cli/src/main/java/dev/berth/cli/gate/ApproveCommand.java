package dev.berth.cli.gate;

import dev.berth.api.gate.ApproveRequest;
import dev.berth.api.gate.DecisionAnswer;
import dev.berth.api.http.Routes;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.ServerCommand;
import dev.berth.cli.http.Answer;
import dev.berth.cli.http.ApiRequest;
import dev.berth.cli.task.TaskArgument;
import dev.berth.cli.terminal.Style;
import dev.berth.cli.terminal.TerminalText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code berth approve}. */
@Command(
    name = "approve",
    description = "Lets a step pass that waits for a person.",
    footer = {
      "",
      "Scopes: this_call, tool_type:NAME, tool_group:file_write, bash_pattern:GLOB,"
          + " write_path:GLOB, rule:ID, all_session. No scope lifts a hard rule."
    })
public final class ApproveCommand extends ServerCommand {
  @Mixin private TaskArgument task = new TaskArgument();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "GATE",
      description = "Which gate; needed when several of the task wait.")
  private @Nullable String gate;

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      description = "For what it holds, for the rest of the task. Default: this one step.")
  private @Nullable String scope;

  @Option(names = "--reason", paramLabel = "TEXT", description = "For the record.")
  private @Nullable String reason;

  public ApproveCommand(CliContext context) {
    super(context);
  }

  @Override
  protected int run(Work work) {
    String id = task.resolve(work.api());
    ApproveRequest request =
        new ApproveRequest(WaitingGate.of(work.api(), id, gate), null, scope, reason);
    Answer<DecisionAnswer> answer =
        work.api()
            .send(
                ApiRequest.of("POST", Routes.fill(Routes.APPROVE, id)).withBody(request),
                DecisionAnswer.class);
    if (work.output().json()) {
      work.json(answer.data());
    } else {
      work.screen()
          .line(
              TerminalText.of("Approved", Style.GREEN)
                  .plus(", " + answer.value().scope() + "; the agent goes on."));
    }
    return ExitCode.DONE;
  }
}
