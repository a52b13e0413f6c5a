package dev.berth.init.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Checks out two commits into fresh directories and runs the repository's commands in each. What
 * this finds is what Berth believes about a build.
 */
public final class Verification {
  private final Git git;
  private final Path workspace;
  private final Map<String, String> environment;
  private final Settings settings;

  /**
   * What is verified.
   *
   * @param commands shell command lines by name, {@code build} and {@code lint}; empty for none
   * @param limit for each checkout and each command
   */
  public record Settings(
      String url, Map<String, String> commits, Map<String, String> commands, Duration limit) {
    public Settings {
      commits = Map.copyOf(commits);
      commands = Map.copyOf(commands);
    }
  }

  /**
   * A verification in a workspace.
   *
   * @param environment of the commands
   */
  public Verification(Git git, Path workspace, Map<String, String> environment, Settings settings) {
    this.git = git;
    this.workspace = workspace;
    this.environment = Map.copyOf(environment);
    this.settings = settings;
  }

  /** The report's properties. */
  public Map<String, String> run() throws IOException, InterruptedException {
    Map<String, String> report = new TreeMap<>();
    for (String side : List.of("head", "base")) {
      String oid = settings.commits().getOrDefault(side, "");
      if (!oid.isEmpty() && !verify(side, oid, report)) {
        return report;
      }
    }
    return report;
  }

  private boolean verify(String side, String oid, Map<String, String> report)
      throws IOException, InterruptedException {
    Path directory = Files.createDirectory(workspace.resolve(side));
    report.put(side + ".commit", oid);
    ToolRun checkout = checkOut(directory, oid);
    if (!checkout.ok()) {
      report.put("error", side + " could not be checked out: " + checkout.output());
      return false;
    }
    for (String name : List.of("build", "lint")) {
      String command = settings.commands().getOrDefault(name, "");
      if (!command.isEmpty()) {
        report(side + "." + name, command, execute(directory, command), report);
      }
    }
    return true;
  }

  private ToolRun checkOut(Path directory, String oid) throws IOException, InterruptedException {
    ToolRun run = git.run(directory, settings.limit(), "init", "-q");
    if (run.ok()) {
      run = git.run(directory, settings.limit(), "fetch", "-q", "--depth=1", settings.url(), oid);
    }
    return run.ok() ? git.run(directory, settings.limit(), "checkout", "-q", "--detach", oid) : run;
  }

  private ToolRun execute(Path directory, String command) throws IOException, InterruptedException {
    return ToolRun.run(List.of("/bin/sh", "-c", command), directory, environment, settings.limit());
  }

  private static void report(String key, String command, ToolRun run, Map<String, String> report) {
    report.put(key + ".command", command);
    report.put(key + ".exit", Integer.toString(run.exit()));
    report.put(key + ".duration_ms", Long.toString(run.durationMillis()));
    report.put(key + ".output", run.output());
  }
}
