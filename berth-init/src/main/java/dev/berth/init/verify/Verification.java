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
 * this finds is what Berth believes about a build, and what it builds was written by an agent:
 * everything that needs the session's token happens before the first command, the base is built
 * before the head could touch it, and no process outlives the command that it came from.
 */
public final class Verification {
  /** What the gateway takes of an error, in characters. */
  public static final int MAX_ERROR = 4_000;

  private final Git git;
  private final Path workspace;
  private final Map<String, String> environment;
  private final Settings settings;
  private final Leftovers leftovers = new Leftovers();
  private final Map<String, String> report = new TreeMap<>();
  private final Map<String, Path> checkedOut = new TreeMap<>();

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

  /** Checks out both commits; a failure stands in the report. */
  public void checkOut() throws IOException, InterruptedException {
    for (String side : List.of("head", "base")) {
      String oid = settings.commits().getOrDefault(side, "");
      if (!oid.isEmpty() && !report.containsKey("error")) {
        checkOut(side, oid);
      }
    }
  }

  private void checkOut(String side, String oid) throws IOException, InterruptedException {
    Path directory = Files.createDirectory(workspace.resolve(side));
    report.put(side + ".commit", oid);
    ToolRun run = checkOut(directory, oid);
    if (run.ok()) {
      checkedOut.put(side, directory);
    } else {
      report.put("error", cut(side + " could not be checked out: ", run.output()));
    }
  }

  /** Runs the commands in what was checked out; answers the report's properties. */
  public Map<String, String> runCommands() throws IOException, InterruptedException {
    for (String side : List.of("base", "head")) {
      for (String name : List.of("build", "lint")) {
        String command = settings.commands().getOrDefault(name, "");
        if (checkedOut.containsKey(side) && !command.isEmpty()) {
          report(side + "." + name, command, execute(checkedOut.get(side), command));
        }
      }
    }
    return Map.copyOf(report);
  }

  /** What went wrong, in at most {@link #MAX_ERROR} characters: of a long text the end. */
  public static String cut(String what, String details) {
    int room = MAX_ERROR - what.length();
    return what + details.substring(Math.max(0, details.length() - room));
  }

  private ToolRun checkOut(Path directory, String oid) throws IOException, InterruptedException {
    ToolRun run = git.run(directory, settings.limit(), "init", "-q");
    if (run.ok()) {
      run = git.run(directory, settings.limit(), "fetch", "-q", "--depth=1", settings.url(), oid);
    }
    return run.ok() ? git.run(directory, settings.limit(), "checkout", "-q", "--detach", oid) : run;
  }

  private ToolRun execute(Path directory, String command) throws IOException, InterruptedException {
    ToolRun run =
        ToolRun.run(List.of("/bin/sh", "-c", command), directory, environment, settings.limit());
    leftovers.end();
    return run;
  }

  private void report(String key, String command, ToolRun run) {
    report.put(key + ".command", command);
    report.put(key + ".exit", Integer.toString(run.exit()));
    report.put(key + ".duration_ms", Long.toString(run.durationMillis()));
    report.put(key + ".output", run.output());
  }
}
