package dev.berth.cli.task;

import dev.berth.api.http.Routes;
import dev.berth.api.task.NudgeAnswer;
import dev.berth.api.task.NudgeRequest;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.ServerCommand;
import dev.berth.cli.http.Answer;
import dev.berth.cli.http.ApiRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code berth nudge}. */
@Command(name = "nudge", description = "Tells the agent something between two turns.")
public final class NudgeCommand extends ServerCommand {
  @Mixin private TaskArgument task = new TaskArgument();

  @Parameters(
      index = "1",
      paramLabel = "TEXT",
      description = "What to tell it; @FILE reads a file, - standard input.")
  private String text = "";

  public NudgeCommand(CliContext context) {
    super(context);
  }

  @Override
  protected int run(Work work) {
    String path = Routes.fill(Routes.NUDGE, task.resolve(work.api()));
    NudgeRequest request = new NudgeRequest(TaskDescription.read(text, work.context()));
    Answer<NudgeAnswer> answer =
        work.api().send(ApiRequest.of("POST", path).withBody(request), NudgeAnswer.class);
    if (work.output().json()) {
      work.json(answer.data());
    } else {
      work.screen().line("Stored; the agent reads it before its next turn.");
    }
    return ExitCode.DONE;
  }
}
