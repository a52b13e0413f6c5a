package dev.berth.agent.tool;

import dev.berth.agent.command.CommandResult;
import dev.berth.agent.command.Commands;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Searches file contents. Runs grep, whose matching takes linear time whatever the pattern, in a
 * process that can be stopped.
 */
final class GrepTool implements Tool {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Workspace workspace;
  private final Commands commands;

  GrepTool(Workspace workspace, Commands commands) {
    this.workspace = workspace;
    this.commands = commands;
  }

  @Override
  public ToolSpec spec() {
    return new ToolSpec(
        "grep",
        "Searches file contents with an extended regular expression. Answers path:line:text. Leaves"
            + " out .git and binary files.",
        List.of(
            ToolSpec.required("pattern", ToolSpec.Type.STRING, "Extended regular expression"),
            ToolSpec.optional(
                "path", ToolSpec.Type.STRING, "File or directory, the workspace when left out"),
            ToolSpec.optional(
                "include",
                ToolSpec.Type.STRING,
                "Only files with such names, for example *.java")));
  }

  @Override
  public ToolResult call(ToolInput input) throws InterruptedException {
    Path start = workspace.resolve(input.optionalString("path").orElse("."));
    List<String> line = new ArrayList<>(List.of("grep", "-rnIE", "--exclude-dir=.git", "-m", "50"));
    input.optionalString("include").ifPresent(names -> line.add("--include=" + names));
    line.addAll(List.of("-e", input.string("pattern"), "--", workspace.relative(start)));
    CommandResult result =
        commands.run(
            new Commands.Command(line, workspace.root(), Map.of("LC_ALL", "C.UTF-8"), TIMEOUT));
    if (result.exit() == 1 && result.output().isBlank()) {
      return ToolResult.of("(no matches)");
    }
    return result.exit() > 1 ? ToolResult.error(result.output()) : ToolResult.of(result.output());
  }
}
