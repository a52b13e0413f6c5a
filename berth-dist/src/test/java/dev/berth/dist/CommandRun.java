package dev.berth.dist;

import dev.berth.cli.command.Cli;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.terminal.Capabilities;
import dev.berth.cli.time.SystemTime;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What a command printed, and how it ended. */
record CommandRun(int exit, String out, String err) {
  /**
   * Runs a command of the whole command line in this process.
   *
   * @param environment added to the path of programs
   * @param terminal whether a person looks at it
   */
  static CommandRun of(
      Map<String, String> environment, boolean terminal, Path directory, String... arguments) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("PATH", System.getenv("PATH"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    CliContext context =
        new CliContext(
            all,
            new CliContext.Streams(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8)),
            new Capabilities(terminal, false, false, true, 120, false),
            new SystemTime(),
            directory);
    int exit = new Cli(Main.commandSets(), context, "test").run(arguments);
    return new CommandRun(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
