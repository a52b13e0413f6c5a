package dev.berth.cli.task;

import dev.berth.api.http.Routes;
import dev.berth.api.log.LogChunk;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.ServerCommand;
import dev.berth.cli.http.Answer;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code berth logs}. */
@Command(name = "logs", description = "Shows what the agent wrote to its standard streams.")
public final class LogsCommand extends ServerCommand {
  private static final Duration POLL = Duration.ofSeconds(1);

  /** Which stream. */
  enum Stream {
    all,
    stdout,
    stderr
  }

  @Mixin private TaskArgument task = new TaskArgument();

  @Option(
      names = {"-s", "--stream"},
      paramLabel = "STREAM",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Stream stream = Stream.all;

  @Option(
      names = {"-f", "--follow"},
      description = "Goes on until nothing more can come.")
  private boolean follow;

  public LogsCommand(CliContext context) {
    super(context);
  }

  @Override
  protected int run(Work work) throws InterruptedException {
    String path = Routes.fill(Routes.LOGS, task.resolve(work.api()));
    long offset = 0;
    boolean any = false;
    while (true) {
      Answer<LogChunk> answer = chunk(work, path, offset);
      LogChunk chunk = answer.value();
      boolean progress = chunk.nextOffset() > offset;
      if (progress) {
        show(work, answer);
        any = true;
      }
      offset = chunk.nextOffset();
      if (!progress && (chunk.complete() || !follow)) {
        break;
      }
      if (!progress) {
        work.context().time().pause(POLL);
      }
    }
    if (!any) {
      work.hint("Nothing was written.");
    }
    return ExitCode.DONE;
  }

  private Answer<LogChunk> chunk(Work work, String path, long offset) {
    String query =
        new Query(path)
            .with("stream", stream.name())
            .with("offset", String.valueOf(offset))
            .toString();
    return work.api().get(query, LogChunk.class);
  }

  private static void show(Work work, Answer<LogChunk> answer) {
    if (work.output().json()) {
      work.context().streams().out().println(work.api().json().compact(answer.data()));
      work.context().streams().out().flush();
    } else {
      work.screen().piece(answer.value().text());
    }
  }
}
