package dev.berth.forge.git;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.exec.Command;
import dev.berth.core.exec.CommandRunner;
import dev.berth.core.exec.CommandRunner.Result;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs git with nothing of the host's, the user's or the repository's configuration that could
 * start a program: no global or system configuration, no prompts, no hooks but an empty
 * directory's, no transport but {@code file}, no lazy fetching, no maintenance in the background.
 * Command-line settings win over a repository's own. Every command names its git directory; nothing
 * is discovered. Thread-safe.
 */
public final class Git {
  private static final int OUTPUT_LIMIT = 64 << 20;

  /**
   * The largest single allocation of a git process, 512 MiB: a pack that claims more is refused
   * rather than served. (An environment variable that git reads in bytes or with a suffix.)
   */
  private static final String ALLOCATION_LIMIT = "512m";

  private static final Map<String, String> ENVIRONMENT =
      Map.ofEntries(
          Map.entry("GIT_CONFIG_GLOBAL", "/dev/null"),
          Map.entry("GIT_CONFIG_NOSYSTEM", "1"),
          Map.entry("GIT_ATTR_NOSYSTEM", "1"),
          Map.entry("GIT_TERMINAL_PROMPT", "0"),
          Map.entry("GIT_ALLOW_PROTOCOL", "file"),
          Map.entry("GIT_NO_LAZY_FETCH", "1"),
          Map.entry("GIT_NO_REPLACE_OBJECTS", "1"),
          Map.entry("GIT_OPTIONAL_LOCKS", "0"),
          Map.entry("GIT_ALLOC_LIMIT", ALLOCATION_LIMIT));

  private final CommandRunner runner;
  private final List<String> settings;

  /**
   * @param noHooks a directory that exists, is empty, and that only Berth may write
   */
  public Git(CommandRunner runner, Path noHooks) {
    this.runner = runner;
    this.settings =
        List.of(
            "core.hooksPath=" + noHooks,
            "core.fsmonitor=false",
            // A program that git runs for alternates; a push's own quarantine makes one of the
            // repository that is pushed to. This one prints no refs.
            "core.alternateRefsCommand=true",
            "core.bigFileThreshold=32m",
            "core.quotePath=false",
            "protocol.allow=never",
            "protocol.file.allow=always",
            "protocol.ext.allow=never",
            "gc.auto=0",
            "maintenance.auto=false",
            "receive.autogc=false",
            "pack.threads=1",
            "advice.detachedHead=false");
  }

  /** Makes the empty hooks directory below a data directory, and a git that uses it. */
  public static Git in(Path data, CommandRunner runner) {
    Path noHooks = data.resolve("no-hooks");
    try {
      Files.createDirectories(noHooks);
      return new Git(runner, noHooks.toRealPath());
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.STORAGE_FAILED, "cannot make " + noHooks + ": " + e.getMessage(), e);
    }
  }

  /** Starts describing a command on this git directory. */
  public Call on(Path gitDirectory) {
    return new Call(gitDirectory);
  }

  /** Makes a bare repository; one that is there already stays as it is. */
  public void initBare(Path gitDirectory) {
    List<String> argv = program();
    argv.addAll(
        List.of(
            "init",
            "--quiet",
            "--bare",
            "--template=",
            "--object-format=sha1",
            "--initial-branch=main",
            "--",
            gitDirectory.toString()));
    Result result = runner.run(Command.of(argv.toArray(String[]::new)).with(ENVIRONMENT));
    if (!result.ok()) {
      throw failed("git init", result);
    }
  }

  /**
   * The program that a fetch or push starts at the other end of a path, with the same settings:
   * those of this process do not reach it otherwise. Goes through a shell.
   *
   * @param service {@code upload-pack} or {@code receive-pack}
   */
  public String peer(String service) {
    StringBuilder line = new StringBuilder();
    for (String word : program()) {
      line.append('\'').append(word.replace("'", "'\\''")).append("' ");
    }
    return line.append(service).toString();
  }

  private List<String> program() {
    List<String> argv = new ArrayList<>();
    argv.add("git");
    for (String setting : settings) {
      argv.add("-c");
      argv.add(setting);
    }
    return argv;
  }

  private static BerthException failed(String what, Result result) {
    String text = result.errorText();
    return new BerthException(
        ErrorCode.GIT_FAILED,
        what
            + " ended with "
            + result.exitCode()
            + (text.isEmpty() ? "" : ": " + text.substring(0, Math.min(text.length(), 500))));
  }

  /** One command: options, then the run. Not thread-safe. */
  public final class Call {
    private final Path gitDirectory;
    private final List<String> extraSettings = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>(ENVIRONMENT);
    private Duration timeout = Duration.ofSeconds(60);
    private Optional<InputStream> input = Optional.empty();

    private Call(Path gitDirectory) {
      this.gitDirectory = gitDirectory;
    }

    /** One more setting, {@code key=value}. */
    public Call set(String setting) {
      extraSettings.add("-c");
      extraSettings.add(setting);
      return this;
    }

    /** Writes new objects to this directory and reads from it besides the repository's own. */
    public Call quarantine(Path objects) {
      environment.put("GIT_OBJECT_DIRECTORY", objects.toString());
      environment.put(
          "GIT_ALTERNATE_OBJECT_DIRECTORIES", gitDirectory.resolve("objects").toString());
      return this;
    }

    /** The protocol version the client asked for, already validated. */
    public Call protocol(String version) {
      environment.put("GIT_PROTOCOL", version);
      return this;
    }

    public Call within(Duration limit) {
      timeout = limit;
      return this;
    }

    public Call reading(InputStream in) {
      input = Optional.of(in);
      return this;
    }

    public Call reading(String text) {
      return reading(new java.io.ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Runs it; the exit code is the caller's to judge. */
    public Result attempt(String... args) {
      return runner.run(command(args));
    }

    /**
     * Runs it.
     *
     * @throws BerthException {@code GIT_FAILED} when its exit code is not 0
     */
    public Result run(String... args) {
      Result result = attempt(args);
      if (!result.ok()) {
        throw failed("git " + args[0], result);
      }
      return result;
    }

    /** Runs it and passes its output on. */
    public Result stream(OutputStream out, String... args) {
      return runner.stream(command(args), out);
    }

    private Command command(String... args) {
      List<String> argv = program();
      argv.addAll(extraSettings);
      argv.add("--git-dir=" + gitDirectory);
      argv.addAll(List.of(args));
      return new Command(
          argv, Optional.of(gitDirectory), environment, input, timeout, OUTPUT_LIMIT);
    }
  }
}
