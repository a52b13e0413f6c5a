package dev.berth.agent.tool;

import java.nio.file.Path;
import java.util.List;

/** Writes a whole file. */
final class WriteTool implements Tool {
  private final Workspace workspace;

  WriteTool(Workspace workspace) {
    this.workspace = workspace;
  }

  @Override
  public ToolSpec spec() {
    return new ToolSpec(
        "write",
        "Writes a whole text file, creating it and its directories, replacing what was there.",
        List.of(
            ToolSpec.required("path", ToolSpec.Type.STRING, "Path relative to the workspace"),
            ToolSpec.required("content", ToolSpec.Type.STRING, "The whole new content")));
  }

  @Override
  public ToolResult call(ToolInput input) {
    Path file = workspace.resolve(input.string("path"));
    workspace.write(file, input.string("content"));
    return ToolResult.changed("Wrote " + workspace.relative(file));
  }
}
