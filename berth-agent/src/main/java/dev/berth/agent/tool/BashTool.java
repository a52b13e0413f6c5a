package dev.berth.agent.tool;

import dev.berth.agent.command.CommandLog;
import dev.berth.agent.command.CommandResult;
import dev.berth.agent.command.Commands;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Runs a shell command in the workspace. */
final class BashTool implements Tool {
  private final Workspace workspace;
  private final Commands commands;
  private final CommandLog log;
  private final Duration longest;
  private final Map<String, String> environment;

  BashTool(
      Workspace workspace,
      Commands commands,
      CommandLog log,
      Duration longest,
      Map<String, String> environment) {
    this.workspace = workspace;
    this.commands = commands;
    this.log = log;
    this.longest = longest;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public ToolSpec spec() {
    return new ToolSpec(
        "bash",
        "Runs a shell command in the workspace and answers its output and exit code. Processes left"
            + " in the background are ended with it. At most "
            + longest.toSeconds()
            + " s.",
        List.of(
            ToolSpec.required("command", ToolSpec.Type.STRING, "The command line"),
            ToolSpec.optional(
                "timeout_s", ToolSpec.Type.INTEGER, "Stop it after so many seconds")));
  }

  @Override
  public ToolResult call(ToolInput input) throws InterruptedException {
    String line = input.string("command");
    long seconds =
        Math.clamp(
            input.integer("timeout_s").orElse((int) longest.toSeconds()), 1L, longest.toSeconds());
    CommandResult result =
        commands.run(
            new Commands.Command(
                List.of("bash", "-c", line),
                workspace.root(),
                environment,
                Duration.ofSeconds(seconds)));
    log.add(line, result);
    String end =
        result.timedOut()
            ? "(stopped after " + seconds + " s)"
            : "(exit code " + result.exit() + ")";
    String output = result.output();
    String text = output.isEmpty() || output.endsWith("\n") ? output + end : output + "\n" + end;
    return new ToolResult(text, result.ok(), OptionalInt.of(result.exit()), false);
  }
}
