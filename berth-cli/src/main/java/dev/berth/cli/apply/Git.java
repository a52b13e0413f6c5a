package dev.berth.cli.apply;

import dev.berth.cli.command.CliException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs {@code git} in the user's own repository. Hooks stay off and nothing asks questions. */
final class Git {
  private final Path repository;
  private final Map<String, String> environment;

  /**
   * @param repository any directory inside the repository
   * @param environment of the user, so that git finds its settings
   */
  Git(Path repository, Map<String, String> environment) {
    this.repository = repository;
    this.environment = environment;
  }

  /** What a run said. */
  record Result(int exit, String out, String err) {
    boolean ok() {
      return exit == 0;
    }
  }

  Result run(String... arguments) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("git", "-C", repository.toString()));
    // Objects from outside are checked as they come in; a bundle brings no hooks, and none of the
    // user's has to run.
    command.addAll(List.of("-c", "core.hooksPath=/dev/null", "-c", "transfer.fsckObjects=true"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("GIT_TERMINAL_PROMPT", "0");
    builder.environment().put("LC_ALL", "C");
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      StringBuilder err = new StringBuilder();
      Thread drain = Thread.ofVirtual().start(() -> err.append(read(process.getErrorStream())));
      String out = read(process.getInputStream());
      int exit = process.waitFor();
      drain.join();
      return new Result(exit, out.strip(), err.toString().strip());
    } catch (IOException e) {
      throw CliException.failed(
          "GIT_MISSING", "git cannot be run: " + e.getMessage(), "Install git 2.30 or newer.");
    }
  }

  private static String read(java.io.InputStream in) {
    try {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "(its output could not be read: " + e.getMessage() + ")";
    }
  }
}
