package dev.berth.agent.tool;

import java.nio.file.Path;
import java.util.List;

/** Replaces a piece of a file. */
final class EditTool implements Tool {
  private final Workspace workspace;

  EditTool(Workspace workspace) {
    this.workspace = workspace;
  }

  @Override
  public ToolSpec spec() {
    return new ToolSpec(
        "edit",
        "Replaces text in a file. old_string must occur exactly once, unless replace_all is set."
            + " Read the file first.",
        List.of(
            ToolSpec.required("path", ToolSpec.Type.STRING, "Path relative to the workspace"),
            ToolSpec.required("old_string", ToolSpec.Type.STRING, "The exact text to replace"),
            ToolSpec.required("new_string", ToolSpec.Type.STRING, "What comes in its place"),
            ToolSpec.optional("replace_all", ToolSpec.Type.BOOLEAN, "Replace every occurrence")));
  }

  @Override
  public ToolResult call(ToolInput input) {
    Path file = workspace.resolve(input.string("path"));
    String text = workspace.read(file);
    String old = input.string("old_string");
    String replacement = input.string("new_string");
    if (old.isEmpty() || old.equals(replacement)) {
      throw new ToolException("old_string must not be empty and must differ from new_string");
    }
    int first = text.indexOf(old);
    if (first < 0) {
      throw new ToolException("old_string does not occur in " + workspace.relative(file));
    }
    boolean several = text.indexOf(old, first + 1) >= 0;
    if (several && !input.flag("replace_all")) {
      throw new ToolException("old_string occurs several times; add context or set replace_all");
    }
    workspace.write(file, text.replace(old, replacement));
    return ToolResult.changed("Edited " + workspace.relative(file));
  }
}
