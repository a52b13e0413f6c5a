package dev.berth.cli.gate;

import dev.berth.api.gate.DecisionAnswer;
import dev.berth.api.gate.DenyRequest;
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

/** {@code berth deny}. */
@Command(name = "deny", description = "Stops a step that waits for a person.")
public final class DenyCommand extends ServerCommand {
  @Mixin private TaskArgument task = new TaskArgument();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "GATE",
      description = "Which gate; needed when several of the task wait.")
  private @Nullable String gate;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "What to do instead: the agent reads it and looks for another way.")
  private @Nullable String reason;

  public DenyCommand(CliContext context) {
    super(context);
  }

  @Override
  protected int run(Work work) {
    String id = task.resolve(work.api());
    DenyRequest request = new DenyRequest(WaitingGate.of(work.api(), id, gate), null, reason);
    Answer<DecisionAnswer> answer =
        work.api()
            .send(
                ApiRequest.of("POST", Routes.fill(Routes.DENY, id)).withBody(request),
                DecisionAnswer.class);
    if (work.output().json()) {
      work.json(answer.data());
    } else {
      work.screen()
          .line(
              TerminalText.of("Denied", Style.YELLOW)
                  .plus(
                      answer.value().reason() == null
                          ? "; the agent is told."
                          : "; the agent is told why."));
    }
    return ExitCode.DONE;
  }
}
