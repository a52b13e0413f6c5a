package dev.berth.cli.task;

import dev.berth.api.http.Routes;
import dev.berth.api.task.RetryRequest;
import dev.berth.api.task.TaskDetail;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.ServerCommand;
import dev.berth.cli.http.Answer;
import dev.berth.cli.http.ApiRequest;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code berth retry}. */
@Command(name = "retry", description = "Submits an ended task again, as a new one.")
public final class RetryCommand extends ServerCommand {
  @Mixin private TaskArgument task = new TaskArgument();

  @Option(names = "--text", paramLabel = "TEXT", description = "What to do instead.")
  private @Nullable String text;

  @Option(names = "--max-turns", paramLabel = "N", description = "1 to 500.")
  private @Nullable Integer maxTurns;

  @Option(names = "--max-budget", paramLabel = "USD", description = "0.01 to 1000.")
  private @Nullable BigDecimal maxBudget;

  @Mixin private WatchOptions watch = new WatchOptions();

  public RetryCommand(CliContext context) {
    super(context);
  }

  @Override
  protected int run(Work work) throws InterruptedException {
    String path = Routes.fill(Routes.RETRY, task.resolve(work.api()));
    String description = text == null ? null : TaskDescription.read(text, work.context());
    RetryRequest request = new RetryRequest(description, maxTurns, maxBudget);
    Answer<TaskDetail> answer =
        work.api()
            .sendAgain(
                ApiRequest.of("POST", path).withBody(request).withKey(UUID.randomUUID().toString()),
                TaskDetail.class);
    return SubmitCommand.submitted(work, answer, watch);
  }
}
