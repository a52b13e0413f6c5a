package dev.berth.chaos.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The machine's git, called as a person would, for making repositories and looking at them. */
final class PlainGit {
  private PlainGit() {}

  /**
   * A bare repository with one commit on main.
   *
   * @param work an empty directory
   * @param bare must not exist
   */
  static void repository(Path work, Path bare) throws IOException {
    run(work, "init", "-q", "-b", "main");
    Files.writeString(work.resolve("answer"), "41\n");
    Files.writeString(work.resolve("check.sh"), "grep -qx 42 answer\n");
    run(work, "add", "-A");
    run(
        work,
        "-c",
        "user.name=Lab",
        "-c",
        "user.email=lab@berth.invalid",
        "commit",
        "-qm",
        "Start");
    Files.createDirectories(bare.getParent());
    copy(work, bare);
  }

  /** A bare repository with what another one has, which keeps word of each change of a ref. */
  static void copy(Path from, Path bare) {
    run(from, "clone", "-q", "--bare", "-c", "core.logAllRefUpdates=always", ".", bare.toString());
  }

  /** What it prints, by line. */
  static List<String> run(Path directory, String... arguments) {
    List<String> argv = new ArrayList<>(List.of("git"));
    argv.addAll(List.of(arguments));
    try {
      ProcessBuilder builder = new ProcessBuilder(argv).directory(directory.toFile());
      builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
      builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
      Process process = builder.redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(argv + ": " + output);
      }
      return output.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(argv + " was interrupted", e);
    }
  }
}
