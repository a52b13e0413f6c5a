package dev.berth.agent.tool;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.PatternSyntaxException;

/** Lists files by pattern. */
final class GlobTool implements Tool {
  private static final int MOST = 500;

  private final Workspace workspace;

  GlobTool(Workspace workspace) {
    this.workspace = workspace;
  }

  @Override
  public ToolSpec spec() {
    return new ToolSpec(
        "glob",
        "Lists files whose path matches a pattern such as **/*.java, sorted, at most "
            + MOST
            + ". Leaves out .git.",
        List.of(
            ToolSpec.required(
                "pattern", ToolSpec.Type.STRING, "Glob over paths relative to the directory"),
            ToolSpec.optional(
                "path", ToolSpec.Type.STRING, "Directory, the workspace when left out")));
  }

  @Override
  public ToolResult call(ToolInput input) {
    Path start = workspace.resolve(input.optionalString("path").orElse("."));
    if (!Files.isDirectory(start)) {
      throw new ToolException(workspace.relative(start) + " is not a directory");
    }
    Set<String> found = new TreeSet<>();
    try {
      Files.walkFileTree(start, new Finder(start, matcher(start, input.string("pattern")), found));
    } catch (IOException e) {
      throw new ToolException(
          "could not list " + workspace.relative(start) + ": " + e.getMessage());
    }
    return ToolResult.of(String.join("\n", found));
  }

  private static PathMatcher matcher(Path start, String pattern) {
    try {
      PathMatcher matcher = start.getFileSystem().getPathMatcher("glob:" + pattern);
      if (!pattern.startsWith("**/")) {
        return matcher;
      }
      // Everybody expects **/x to match x itself too; the JDK's glob does not.
      PathMatcher atTop = start.getFileSystem().getPathMatcher("glob:" + pattern.substring(3));
      return path -> matcher.matches(path) || atTop.matches(path);
    } catch (PatternSyntaxException e) {
      throw new ToolException("not a glob pattern: " + e.getDescription());
    }
  }

  private final class Finder extends SimpleFileVisitor<Path> {
    private final Path start;
    private final PathMatcher matcher;
    private final Set<String> found;

    Finder(Path start, PathMatcher matcher, Set<String> found) {
      this.start = start;
      this.matcher = matcher;
      this.found = found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      return directory.endsWith(".git") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (matcher.matches(start.relativize(file))) {
        found.add(workspace.relative(file));
      }
      return found.size() < MOST ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
      // A directory that may not be read hides its files; the others are still listed.
      return FileVisitResult.CONTINUE;
    }
  }
}
