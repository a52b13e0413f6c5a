package dev.berth.forge.local;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Where the local forge finds a repository. {@code PATH} is a bare repository that Berth may write;
 * {@code read:PATH} is any repository, such as a person's checkout, that Berth only reads: what
 * sessions push goes to a bare clone of it in Berth's data directory.
 *
 * @param path absolute
 * @param readOnly whether it is only read
 */
public record LocalLocation(Path path, boolean readOnly) {
  private static final String READ = "read:";

  /**
   * Reads the stored form, or what a person wrote.
   *
   * @throws BerthException {@code REPO_UNREACHABLE} when it is not an absolute path
   */
  public static LocalLocation parse(String text) {
    boolean readOnly = text.startsWith(READ);
    String path = readOnly ? text.substring(READ.length()) : text;
    try {
      if (path.startsWith("/") && path.chars().noneMatch(Character::isISOControl)) {
        return new LocalLocation(Path.of(path).normalize(), readOnly);
      }
    } catch (InvalidPathException e) {
      throw unreachable(text, e);
    }
    throw unreachable(text, null);
  }

  private static BerthException unreachable(
      String text, @org.jspecify.annotations.Nullable Exception cause) {
    return new BerthException(
        ErrorCode.REPO_UNREACHABLE,
        "the location of a local repository is an absolute path, or 'read:' and one, not '"
            + text.substring(0, Math.min(text.length(), 200))
            + "'",
        cause);
  }

  @Override
  public String toString() {
    return (readOnly ? READ : "") + path;
  }
}
