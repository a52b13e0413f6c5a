package dev.berth.cli.task;

import dev.berth.api.http.Routes;
import dev.berth.api.task.CancelAnswer;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.ServerCommand;
import dev.berth.cli.http.Answer;
import dev.berth.cli.http.ApiRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code berth cancel}. */
@Command(name = "cancel", description = "Cancels a task.")
public final class CancelCommand extends ServerCommand {
  @Mixin private TaskArgument task = new TaskArgument();

  public CancelCommand(CliContext context) {
    super(context);
  }

  @Override
  protected int run(Work work) {
    String path = Routes.fill(Routes.TASK, task.resolve(work.api()));
    Answer<CancelAnswer> answer =
        work.api().send(ApiRequest.of("DELETE", path), CancelAnswer.class);
    if (work.output().json()) {
      work.json(answer.data());
    } else {
      work.screen()
          .line(
              Facts.status(answer.value().status())
                  .plus("  " + Facts.orDash(answer.value().message())));
    }
    return ExitCode.DONE;
  }
}
