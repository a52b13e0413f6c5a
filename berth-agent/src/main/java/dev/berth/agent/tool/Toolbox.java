package dev.berth.agent.tool;

import dev.berth.agent.command.CommandLog;
import dev.berth.agent.command.Commands;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The tools of one workspace, by name. */
public final class Toolbox {
  private final Map<String, Tool> tools = new LinkedHashMap<>();

  /**
   * What the tools work with.
   *
   * @param longestCommand limit of a shell command
   * @param environment of shell commands, besides the agent's own
   */
  public record Surroundings(
      Workspace workspace,
      Commands commands,
      CommandLog log,
      Duration longestCommand,
      Map<String, String> environment) {
    /** Copies the environment. */
    public Surroundings {
      environment = Map.copyOf(environment);
    }
  }

  /** The reference agent's tools. */
  public Toolbox(Surroundings with) {
    Workspace workspace = with.workspace();
    List<Tool> all =
        List.of(
            new ReadTool(workspace),
            new WriteTool(workspace),
            new EditTool(workspace),
            new GlobTool(workspace),
            new GrepTool(workspace, with.commands()),
            new BashTool(
                workspace, with.commands(), with.log(), with.longestCommand(), with.environment()));
    all.forEach(tool -> tools.put(tool.spec().name(), tool));
  }

  /** What the model is told. */
  public List<ToolSpec> specs() {
    return tools.values().stream().map(Tool::spec).toList();
  }

  /** Calls a tool; whatever goes wrong with it is an answer too. */
  public ToolResult call(String name, JsonNode input) throws InterruptedException {
    Optional<Tool> tool = Optional.ofNullable(tools.get(name));
    if (tool.isEmpty()) {
      return ToolResult.error("there is no tool '" + name + "'; there are " + tools.keySet());
    }
    try {
      return tool.get().call(new ToolInput(tool.get().spec(), input));
    } catch (ToolException e) {
      return ToolResult.error(String.valueOf(e.getMessage()));
    }
  }
}
