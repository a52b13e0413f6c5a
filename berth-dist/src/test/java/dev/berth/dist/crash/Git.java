package dev.berth.dist.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The git of the machine, for making a repository and for looking at the forge's. */
final class Git {
  private Git() {}

  /** A repository whose check fails: the answer is 41. */
  static Path repository(Path directory) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("answer"), "41\n");
    Files.writeString(directory.resolve("check.sh"), "grep -qx 42 answer\n");
    run(directory, "init", "-q", "-b", "main");
    run(directory, "add", "-A");
    run(
        directory,
        "-c",
        "user.name=t",
        "-c",
        "user.email=t@berth.invalid",
        "commit",
        "-qm",
        "start");
    return directory;
  }

  /** What it prints, by line. */
  static List<String> run(Path directory, String... arguments)
      throws IOException, InterruptedException {
    List<String> argv = new ArrayList<>(List.of("git"));
    argv.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(argv).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(argv + ": " + output);
    }
    return output.lines().toList();
  }
}
