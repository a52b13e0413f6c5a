package dev.berth.testkit.past;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A real bare repository with a commit on {@code main} and one more on a branch.
 *
 * @param bare where it is
 * @param base the commit on main
 * @param head the commit on the branch
 */
public record GitSample(Path bare, String branch, String base, String head) {

  /** Makes one below a directory. */
  public static GitSample in(Path directory, String branch, String changedText) {
    try {
      Path work = Files.createDirectories(directory.resolve("work"));
      git(work, "init", "-q", "-b", "main");
      Files.writeString(work.resolve("answer"), "41\n");
      String base = commit(work, "first");
      git(work, "checkout", "-q", "-b", branch);
      Files.writeString(work.resolve("answer"), changedText);
      String head = commit(work, "second");
      git(work, "checkout", "-q", "main");
      Path bare = directory.resolve("sample.git");
      git(directory, "clone", "-q", "--bare", work.toString(), bare.toString());
      return new GitSample(bare, branch, base, head);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String commit(Path work, String message) {
    git(work, "add", "-A");
    git(work, "commit", "-q", "-m", message);
    return git(work, "rev-parse", "HEAD");
  }

  /** Runs git with nobody's configuration, and answers what it printed. */
  static String git(Path directory, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of("-c", "user.name=Test", "-c", "user.email=test@example.org"));
    command.addAll(List.of(arguments));
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
      builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
      builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
      Process process = builder.start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + " failed: " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
