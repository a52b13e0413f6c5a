package dev.berth.chaos.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What the wrappers in the lab's server did, a line each, over all its lives: SIGKILL loses no line
 * that was written. Thread-safe.
 */
final class Journal {
  static final String FILE = "journal";

  /** A call that was made to go wrong; the kind and the call follow. */
  static final String FAULT = "fault ";

  /** A change request that was opened; its task follows. */
  static final String CHANGE_REQUEST = "change-request ";

  private final FileChannel file;

  private Journal(FileChannel file) {
    this.file = file;
  }

  static Journal open(Path control) {
    try {
      return new Journal(
          FileChannel.open(
              control.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(String line) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
      synchronized (file) {
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What follows this word in all lines that begin with it. */
  static List<String> lines(Path control, String word) {
    Path journal = control.resolve(FILE);
    if (!Files.exists(journal)) {
      return List.of();
    }
    try {
      return Files.readAllLines(journal).stream()
          .filter(line -> line.startsWith(word))
          .map(line -> line.substring(word.length()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
