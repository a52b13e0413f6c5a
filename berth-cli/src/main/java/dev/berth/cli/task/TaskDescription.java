package dev.berth.cli.task;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.CliException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads what to do from an argument: the text itself, {@code @FILE}, or {@code -} for standard
 * input.
 */
final class TaskDescription {
  /** The API's limit is in characters; one takes four bytes at most. */
  private static final int MAX_BYTES = 40_000;

  private TaskDescription() {}

  static String read(String argument, CliContext context) {
    try {
      if (argument.equals("-")) {
        return decode(context.streams().in().readNBytes(MAX_BYTES + 1), "standard input");
      }
      if (argument.startsWith("@")) {
        Path file = context.workingDirectory().resolve(argument.substring(1));
        try (var in = Files.newInputStream(file)) {
          return decode(in.readNBytes(MAX_BYTES + 1), file.toString());
        }
      }
      return argument;
    } catch (IOException e) {
      throw CliException.usage(
          "FILE_UNREADABLE",
          "cannot read " + e.getMessage(),
          "Name a file that exists and that you may read.");
    }
  }

  private static String decode(byte[] bytes, String origin) {
    if (bytes.length > MAX_BYTES) {
      throw CliException.usage(
          "TOO_LONG",
          origin + " holds more than 10,000 characters",
          "Say it shorter, or commit the text and name the file.");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw CliException.usage("NOT_UTF8", origin + " is not UTF-8 text", "Convert it to UTF-8.");
    }
  }
}
