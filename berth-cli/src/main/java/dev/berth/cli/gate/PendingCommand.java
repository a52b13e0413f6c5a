package dev.berth.cli.gate;

import dev.berth.api.gate.PendingGate;
import dev.berth.api.http.Routes;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.ServerCommand;
import dev.berth.cli.http.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code berth pending}. */
@Command(
    name = "pending",
    description = "Lists the steps that wait for you to approve or deny, the oldest first.")
public final class PendingCommand extends ServerCommand {
  private static final Duration LOOK = Duration.ofSeconds(2);

  @Option(
      names = {"-w", "--watch"},
      description = "Goes on, and shows each new one as it comes. Ctrl-C stops.")
  private boolean watch;

  public PendingCommand(CliContext context) {
    super(context);
  }

  @Override
  protected int run(Work work) throws InterruptedException {
    Set<String> shown = new HashSet<>();
    show(work, shown);
    while (watch) {
      work.context().time().pause(LOOK);
      show(work, shown);
    }
    return ExitCode.DONE;
  }

  private void show(Work work, Set<String> shown) {
    Answer<List<PendingGate>> answer = work.api().page(Routes.PENDING, PendingGate.class);
    List<PendingGate> fresh =
        answer.value().stream().filter(gate -> shown.add(gate.requestId())).toList();
    if (work.output().json()) {
      if (!watch || !fresh.isEmpty()) {
        work.json(answer.data());
      }
      return;
    }
    Instant now = work.context().time().now();
    for (PendingGate gate : fresh) {
      work.screen().lines(GateLines.of(gate, now));
      work.screen().blank();
    }
    if (!watch && fresh.isEmpty()) {
      work.hint("Nothing waits for you.");
    }
  }
}
