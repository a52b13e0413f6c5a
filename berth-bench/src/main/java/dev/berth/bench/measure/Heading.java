package dev.berth.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where and on what a run was made; without it a figure says nothing. */
public final class Heading {
  private static final Path LOAD = Path.of("/proc/loadavg");

  private Heading() {}

  /**
   * One line for a run of this commit.
   *
   * @throws IOException when the machine does not say its load, as outside Linux
   */
  public static String of(String commit) throws IOException {
    return "commit "
        + commit
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " cores, JDK "
        + Runtime.version()
        + ", load before "
        + Files.readString(LOAD).split(" ", 2)[0];
  }
}
