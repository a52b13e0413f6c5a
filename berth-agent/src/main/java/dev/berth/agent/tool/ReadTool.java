package dev.berth.agent.tool;

import java.util.List;

/** Reads a text file, with line numbers. */
final class ReadTool implements Tool {
  private static final int MOST_LINES = 2_000;

  private final Workspace workspace;

  ReadTool(Workspace workspace) {
    this.workspace = workspace;
  }

  @Override
  public ToolSpec spec() {
    return new ToolSpec(
        "read",
        "Reads a text file. Each line is shown with its number and a tab; neither belongs to the"
            + " file.",
        List.of(
            ToolSpec.required("path", ToolSpec.Type.STRING, "Path relative to the workspace"),
            ToolSpec.optional("offset", ToolSpec.Type.INTEGER, "First line, from 1"),
            ToolSpec.optional(
                "limit", ToolSpec.Type.INTEGER, "Number of lines, at most " + MOST_LINES)));
  }

  @Override
  public ToolResult call(ToolInput input) {
    List<String> lines = workspace.read(workspace.resolve(input.string("path"))).lines().toList();
    int first = Math.max(1, input.integer("offset").orElse(1));
    int count = Math.clamp(input.integer("limit").orElse(MOST_LINES), 1, MOST_LINES);
    int last = Math.min(lines.size(), first + count - 1);
    StringBuilder text = new StringBuilder();
    for (int n = first; n <= last; n++) {
      text.append("%6d\t%s\n".formatted(n, lines.get(n - 1)));
    }
    if (last < lines.size()) {
      text.append("(").append(lines.size() - last).append(" more lines)\n");
    }
    return ToolResult.of(text.toString());
  }
}
