package dev.berth.cli.task;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.ServerCommand;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code berth watch}. */
@Command(
    name = "watch",
    description = {
      "Shows a task's progress until it ends.",
      "Exit code: 0 completed, 1 failed or cancelled, 4 timed out. Ctrl-C stops watching, not the"
          + " task."
    })
public final class WatchCommand extends ServerCommand {
  @Mixin private TaskArgument task = new TaskArgument();

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      description = "Stops waiting after this time, such as 90s, 10m, 2h; exit code 4.")
  private @Nullable String timeout;

  public WatchCommand(CliContext context) {
    super(context);
  }

  @Override
  protected int run(Work work) throws InterruptedException {
    return new Watching(work).watch(task.resolve(work.api()), WatchOptions.parse(timeout));
  }
}
