package dev.berth.cli.gate;

import dev.berth.api.gate.PendingGate;
import dev.berth.api.http.Routes;
import dev.berth.cli.command.CliException;
import dev.berth.cli.http.ApiClient;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gate that a decision is about. */
final class WaitingGate {
  private WaitingGate() {}

  /**
   * The gate's id: the one that was named, or the only one of the task that waits.
   *
   * @throws CliException when there is none, or more than one
   */
  static String of(ApiClient api, String task, @Nullable String named) {
    if (named != null) {
      return named;
    }
    List<PendingGate> waiting =
        api.page(Routes.PENDING, PendingGate.class).value().stream()
            .filter(pending -> pending.taskId().equalsIgnoreCase(task))
            .toList();
    if (waiting.isEmpty()) {
      throw CliException.failed(
          "NOTHING_PENDING",
          "no gate of task " + task + " waits for you",
          "`berth pending` lists those that do.");
    }
    if (waiting.size() > 1) {
      throw CliException.usage(
          "SEVERAL_PENDING",
          waiting.size() + " gates of task " + task + " wait",
          "Name one: " + String.join(", ", waiting.stream().map(PendingGate::requestId).toList()));
    }
    return waiting.getFirst().requestId();
  }
}
