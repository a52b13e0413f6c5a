package dev.berth.cli;

import dev.berth.cli.command.AgentCommands;
import dev.berth.cli.command.Cli;
import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.ClientCommands;
import dev.berth.cli.command.CommandSet;
import dev.berth.cli.command.SetupCommands;
import dev.berth.cli.terminal.Capabilities;
import dev.berth.cli.time.ClientTime;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One run of the command line with everything around it chosen by the test. */
public final class CommandRun {
  /** What a run said and how it ended. */
  public record Result(int exit, String out, String err) {}

  private final Map<String, String> environment = new HashMap<>();
  private Capabilities capabilities = new Capabilities(false, false, false, true, 120, false);
  private ClientTime time = new SteppingTime(Duration.ZERO);
  private Path directory = Path.of("").toAbsolutePath();
  private String input = "";

  /** A clock that never waits: a pause is time that passes at once, and so is each look. */
  public static final class SteppingTime implements ClientTime {
    private final Duration step;
    private Instant now = Instant.parse("2026-11-01T12:00:00Z");

    public SteppingTime(Duration step) {
      this.step = step;
    }

    @Override
    public synchronized Instant now() {
      now = now.plus(step);
      return now;
    }

    @Override
    public synchronized void pause(Duration duration) {
      now = now.plus(duration);
    }
  }

  public static CommandRun with(RecordedServer server) {
    return new CommandRun()
        .environment("BERTH_SERVER", server.address())
        .environment("BERTH_TOKEN", "secret-token");
  }

  public CommandRun environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** As if a person looked at a terminal that wide, without colours. */
  public CommandRun terminal(int width) {
    capabilities = new Capabilities(true, false, false, true, width, false);
    return this;
  }

  public CommandRun time(ClientTime chosen) {
    time = chosen;
    return this;
  }

  public CommandRun in(Path chosen) {
    directory = chosen;
    return this;
  }

  public CommandRun input(String text) {
    input = text;
    return this;
  }

  public Result run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    CliContext context =
        new CliContext(
            environment,
            new CliContext.Streams(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8)),
            capabilities,
            time,
            directory);
    List<CommandSet> sets = new ArrayList<>(List.of(new ClientCommands(), new AgentCommands()));
    sets.add(new SetupCommands(List.copyOf(sets)));
    int exit = new Cli(sets, context, "test").run(arguments);
    return new Result(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
