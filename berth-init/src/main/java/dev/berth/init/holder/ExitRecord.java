package dev.berth.init.holder;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;

/**
 * How a sandbox ended, as the holder leaves it for whoever looks later.
 *
 * @param exitCode of the sandbox; 128 + n for signal n
 * @param reason {@code ended}, or why the holder or the server stopped it
 */
record ExitRecord(int exitCode, String reason, boolean outOfMemory) {
  /** The file's name in the session's directory. */
  static final String FILE = "exit.properties";

  void write(Path directory) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("exit_code", Integer.toString(exitCode));
    if (exitCode > 128) {
      properties.setProperty("signal", Integer.toString(exitCode - 128));
    }
    properties.setProperty("reason", reason);
    properties.setProperty("oom", Boolean.toString(outOfMemory));
    writeAtomically(directory.resolve(FILE), properties);
  }

  /** Either the whole file appears or nothing does. */
  static void writeAtomically(Path file, Properties properties) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    try (Writer out = Files.newBufferedWriter(draft)) {
      properties.store(out, null);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
