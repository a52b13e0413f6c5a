package dev.berth.testkit.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Settings with which a server runs beside others and needs no model. */
public final class ServerFlags {
  private static final String DONE = "transcript: 1\nturns:\n  - text: Done.\n";

  private ServerFlags() {}

  /** A free port, and a model that plays this transcript. The map can be changed. */
  public static Map<String, String> scripted(Path directory, String transcript) {
    Map<String, String> flags = new LinkedHashMap<>();
    flags.put("server.port", "0");
    flags.put("models.providers.scripted.type", "scripted");
    flags.put("models.providers.scripted.models", "scripted-1");
    flags.put(
        "models.providers.scripted.transcript",
        write(directory.resolve("transcript.yaml"), transcript).toString());
    return flags;
  }

  /** The same for a server whose sessions never do anything, and whose history may be old. */
  public static Map<String, String> withoutSandboxes(Path directory) {
    Map<String, String> flags = scripted(directory, DONE);
    flags.put("isolation", "none");
    flags.put("process.disk_floor", "1MiB");
    // A stored task of the past may be long past.
    flags.put("retention.tasks", "3650d");
    return flags;
  }

  private static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
