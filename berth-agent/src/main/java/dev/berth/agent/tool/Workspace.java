package dev.berth.agent.tool;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The directory the file tools work in. Paths are taken relative to it, must stay inside, and no
 * part of them may be a symbolic link; a repository's links could lead a careless edit anywhere.
 */
public final class Workspace {
  /** The largest file read or written by a tool, in bytes. */
  static final int LARGEST = 4 * 1024 * 1024;

  private final Path root;

  /** A workspace in an existing directory. */
  public Workspace(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  Path root() {
    return root;
  }

  /** A path of the model's, inside the workspace. It need not exist. */
  Path resolve(String path) {
    Path resolved;
    try {
      resolved = root.resolve(path).normalize();
    } catch (InvalidPathException e) {
      throw new ToolException("not a path: " + e.getReason());
    }
    if (!resolved.startsWith(root)) {
      throw new ToolException(path + " is outside the workspace");
    }
    Path step = root;
    for (Path part : root.relativize(resolved)) {
      step = step.resolve(part);
      if (Files.isSymbolicLink(step)) {
        throw new ToolException(
            relative(step) + " is a symbolic link; file tools do not follow links");
      }
    }
    return resolved;
  }

  String relative(Path path) {
    String relative = root.relativize(path).toString();
    return relative.isEmpty() ? "." : relative;
  }

  /** A regular file's text. */
  String read(Path file) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new ToolException(
          relative(file) + (Files.isDirectory(file) ? " is a directory" : " does not exist"));
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      bytes = in.readNBytes(LARGEST + 1);
    } catch (IOException e) {
      throw new ToolException("could not read " + relative(file) + ": " + e.getMessage());
    }
    if (bytes.length > LARGEST) {
      throw new ToolException(
          relative(file)
              + " is larger than "
              + LARGEST
              + " bytes; use bash to look at parts of it");
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      throw new ToolException(relative(file) + " is not UTF-8 text");
    }
  }

  /** Writes a regular file, with its directories. */
  void write(Path file, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > LARGEST) {
      throw new ToolException("the content is larger than " + LARGEST + " bytes");
    }
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new ToolException(relative(file) + " is not a regular file");
    }
    if (relative(file).equals(".git") || relative(file).startsWith(".git/")) {
      throw new ToolException("the .git directory is not for editing; use git");
    }
    try {
      Path parent = file.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      try (OutputStream out =
          Files.newOutputStream(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE,
              LinkOption.NOFOLLOW_LINKS)) {
        out.write(bytes);
      }
    } catch (IOException e) {
      throw new ToolException("could not write " + relative(file) + ": " + e.getMessage());
    }
  }
}
