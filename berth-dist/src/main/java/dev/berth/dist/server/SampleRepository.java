package dev.berth.dist.server;

import dev.berth.cli.command.CliException;
import dev.berth.core.exec.Command;
import dev.berth.core.exec.CommandRunner;
import dev.berth.core.exec.HostCommandRunner;
import java.nio.file.Path;
import java.util.Map;

/** Makes a git repository of the demo's sample. */
final class SampleRepository {
  private static final Map<String, String> IDENTITY =
      Map.of(
          "GIT_CONFIG_GLOBAL", "/dev/null",
          "GIT_CONFIG_NOSYSTEM", "1",
          "GIT_AUTHOR_NAME", "Berth demo",
          "GIT_AUTHOR_EMAIL", "demo@berth.invalid",
          "GIT_COMMITTER_NAME", "Berth demo",
          "GIT_COMMITTER_EMAIL", "demo@berth.invalid");

  private SampleRepository() {}

  /** Commits everything in the directory to a new repository with the branch {@code main}. */
  static void commit(Path directory, String path) {
    CommandRunner runner = new HostCommandRunner(path);
    git(runner, directory, "init", "-q", "-b", "main");
    git(runner, directory, "add", "-A");
    git(runner, directory, "commit", "-q", "-m", "A small shop");
  }

  private static void git(CommandRunner runner, Path directory, String... arguments) {
    String[] argv = new String[arguments.length + 1];
    argv[0] = "git";
    System.arraycopy(arguments, 0, argv, 1, arguments.length);
    CommandRunner.Result result = runner.run(Command.of(argv).in(directory).with(IDENTITY));
    if (!result.ok()) {
      throw CliException.failed(
          "GIT_FAILED", "git " + arguments[0] + ": " + result.errorText(), "Run `berth doctor`.");
    }
  }
}
