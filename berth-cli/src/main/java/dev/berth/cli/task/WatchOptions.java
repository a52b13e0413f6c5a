package dev.berth.cli.task;

import dev.berth.cli.command.CliException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of commands that can wait for a task's end. */
public final class WatchOptions {
  @Option(
      names = {"-w", "--watch"},
      description = "Shows its progress until it ends; the exit code tells how.")
  private boolean watch;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      description = "Stops waiting after this time, such as 90s, 10m, 2h; exit code 4.")
  private @Nullable String timeout;

  boolean wanted() {
    return watch || timeout != null;
  }

  Optional<Duration> timeout() {
    return parse(timeout);
  }

  /** A number with s, m or h. */
  static Optional<Duration> parse(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    if (!text.matches("[0-9]{1,6}[smh]")) {
      throw CliException.usage(
          "BAD_DURATION", "\"" + text + "\" is not a duration", "Write it like 90s, 10m or 2h.");
    }
    long amount = Long.parseLong(text.substring(0, text.length() - 1));
    return Optional.of(
        switch (text.charAt(text.length() - 1)) {
          case 's' -> Duration.ofSeconds(amount);
          case 'm' -> Duration.ofMinutes(amount);
          default -> Duration.ofHours(amount);
        });
  }
}
