package dev.berth.cli.task;

import dev.berth.api.event.TaskEvent;
import dev.berth.api.http.Routes;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.ServerCommand;
import dev.berth.cli.http.Answer;
import dev.berth.cli.http.EventFollower;
import dev.berth.cli.terminal.Style;
import dev.berth.cli.terminal.TerminalText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code berth events}. */
@Command(name = "events", description = "Lists what happened to a task.")
public final class EventsCommand extends ServerCommand {
  @Mixin private TaskArgument task = new TaskArgument();

  @Option(
      names = {"-f", "--follow"},
      description =
          "Goes on as events come, until the task has ended. With json: one event per line.")
  private boolean follow;

  @Option(names = "--after", paramLabel = "EVENT", description = "Only events after this one.")
  private String after = "";

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      description = "At most so many, 1 to 100. Default: ${DEFAULT-VALUE}.")
  private int limit = 100;

  @Option(names = "--newest", description = "Newest first.")
  private boolean newest;

  public EventsCommand(CliContext context) {
    super(context);
  }

  @Override
  protected int run(Work work) throws InterruptedException {
    String id = task.resolve(work.api());
    if (follow) {
      EventFollower follower = new EventFollower(work.api(), work.context().time(), id);
      (after.isEmpty() ? follower : follower.after(after)).follow(new Printer(work));
      return ExitCode.DONE;
    }
    String path =
        new Query(Routes.fill(Routes.EVENTS, id))
            .with("after", after)
            .with("limit", String.valueOf(limit))
            .with("desc", newest ? "1" : "")
            .toString();
    Answer<List<TaskEvent>> answer = work.api().page(path, TaskEvent.class);
    if (work.output().json()) {
      work.json(answer.data());
      return ExitCode.DONE;
    }
    answer.value().forEach(event -> print(work, event));
    boolean more = answer.pagination().filter(page -> page.hasMore()).isPresent();
    if (more && !newest) {
      work.hint("More: berth events " + id + " --after " + answer.value().getLast().eventId());
    }
    return ExitCode.DONE;
  }

  private static void print(Work work, TaskEvent event) {
    String time = event.timestamp().toString();
    TerminalText line = TerminalText.of(time, Style.DIM).plus("  " + event.eventType() + " ");
    for (var entry : event.metadata().entrySet()) {
      String value = String.valueOf(entry.getValue());
      line = line.plus(" " + entry.getKey() + "=", Style.DIM).plus(value);
    }
    work.screen().fitted(line);
  }

  private record Printer(Work work) implements EventFollower.Listener {
    @Override
    public boolean event(TaskEvent event, JsonNode raw) {
      if (work.output().json()) {
        work.context().streams().out().println(work.api().json().compact(raw));
        work.context().streams().out().flush();
      } else {
        print(work, event);
      }
      return true;
    }

    @Override
    public void disconnected(String why, Duration wait) {
      work.hint("connection lost (" + why + "), trying again in " + Facts.duration(wait));
    }

    @Override
    public void connected() {
      // Nothing to say: what was missed is on its way.
    }

    @Override
    public boolean tick(Instant now) {
      return true;
    }
  }
}
