package dev.berth.init.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** Tool settings that the gateway generated, written below the home directory. */
final class GeneratedFiles {
  private GeneratedFiles() {}

  /**
   * Writes the files before the agent starts.
   *
   * @param files text by path relative to the home directory
   * @throws IOException also when a path leads out of the home directory
   */
  static void write(Path home, Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = home.resolve(file.getKey()).normalize();
      if (!path.startsWith(home) || path.equals(home)) {
        throw new IOException("a generated file would lie outside the home: " + file.getKey());
      }
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }

  /** Deletes files that were written. */
  static void delete(Path home, Set<String> files) throws IOException {
    for (String file : files) {
      Files.deleteIfExists(home.resolve(file).normalize());
    }
  }
}
