package dev.berth.cli.agent;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CliException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A request's body as it is named on the command line. */
final class Payload {
  private Payload() {}

  /**
   * Reads it.
   *
   * @param named the text itself, {@code @FILE}, or {@code -} for standard input
   */
  static String read(String named, CliContext context) {
    try {
      if (named.equals("-")) {
        return new String(context.streams().in().readAllBytes(), StandardCharsets.UTF_8);
      }
      if (named.startsWith("@")) {
        Path file = context.workingDirectory().resolve(named.substring(1));
        return Files.readString(file, StandardCharsets.UTF_8);
      }
      return named;
    } catch (NoSuchFileException e) {
      throw unreadable(named, "there is no such file", e);
    } catch (IOException e) {
      throw unreadable(named, String.valueOf(e.getMessage()), e);
    }
  }

  private static CliException unreadable(String named, String why, IOException cause) {
    CliException failure =
        CliException.usage(
            "BAD_ARGUMENT",
            named + " cannot be read: " + why,
            "Give the request itself, @FILE, or - for standard input.");
    failure.addSuppressed(cause);
    return failure;
  }
}
