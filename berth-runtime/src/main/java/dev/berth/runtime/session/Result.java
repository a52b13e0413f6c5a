package dev.berth.runtime.session;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the agent's work ended, by its own account.
 *
 * @param outcome {@code success} or {@code error}
 * @param errorCode null on success
 * @param reported by check ({@code build}, {@code lint}): what the agent saw before and after its
 *     work
 * @param commands what it ran, in order
 */
public record Result(
    String outcome,
    @Nullable String errorCode,
    String message,
    int turnsCompleted,
    Map<String, BeforeAfter> reported,
    List<CommandRun> commands) {
  /** Copies the collections. */
  public Result {
    reported = Map.copyOf(reported);
    commands = List.copyOf(commands);
  }

  /** A check before and after the work; null where it was not run. */
  public record BeforeAfter(@Nullable CheckRun before, @Nullable CheckRun after) {}

  /**
   * One run of a check.
   *
   * @param exit the exit code; 124 when it was stopped for taking too long
   */
  public record CheckRun(int exit, long durationMs) {}

  /** One command. */
  public record CommandRun(String command, int exit, long durationMs) {}
}
