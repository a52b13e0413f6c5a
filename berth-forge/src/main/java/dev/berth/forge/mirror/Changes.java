package dev.berth.forge.mirror;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code git diff-tree --raw -z} prints, taken in entry by entry as it comes: {@code :oldmode
 * newmode oldoid newoid status NUL path NUL}, as gitformat describes it. A small pack may stand for
 * any number of entries, since identical trees and files are sent once: both their number and their
 * size are bounded here. Not thread-safe.
 */
final class Changes extends OutputStream {
  /** Entries of one push, over all its commits. */
  static final int MAX_ENTRIES = 50_000;

  /** Bytes of all entries of one push: 8 MiB. */
  static final int MAX_BYTES = 8 << 20;

  /** What file systems take: limits.h has PATH_MAX 4096 with the closing zero, NAME_MAX 255. */
  private static final int MAX_PATH = 4_095;

  private static final int MAX_NAME = 255;

  private static final String GITLINK = "160000";
  private static final String LINK = "120000";
  private static final String FILE = "100";

  private final ByteArrayOutputStream field = new ByteArrayOutputStream();
  private final Set<String> paths = new LinkedHashSet<>();
  private final Set<String> links = new LinkedHashSet<>();
  private final Set<String> blobs = new LinkedHashSet<>();
  private @Nullable String submodule;
  private @Nullable String head;
  private int name;
  private int entries;
  private long bytes;

  /**
   * Takes bytes in.
   *
   * @throws BerthException {@code PUSH_TOO_LARGE} past a bound
   */
  @Override
  public void write(byte[] buffer, int from, int length) {
    bytes += length;
    if (bytes > MAX_BYTES) {
      throw tooLarge("the paths that the push changes take more than " + MAX_BYTES + " bytes");
    }
    for (int i = from; i < from + length; i++) {
      if (buffer[i] == 0) {
        take(field.toString(StandardCharsets.UTF_8));
        field.reset();
        name = 0;
      } else {
        field.write(buffer[i]);
        name = buffer[i] == '/' ? 0 : name + 1;
        if (field.size() > MAX_PATH || name > MAX_NAME) {
          throw tooLarge(
              "a path has more than %d bytes, or a part of it more than %d"
                  .formatted(MAX_PATH, MAX_NAME));
        }
      }
    }
  }

  @Override
  public void write(int one) {
    write(new byte[] {(byte) one}, 0, 1);
  }

  private void take(String text) {
    if (head == null) {
      head = text;
      return;
    }
    String[] words = head.split(" ");
    head = null;
    if (words.length != 5 || !words[0].startsWith(":")) {
      throw new IllegalStateException("git diff-tree printed something else than expected");
    }
    if (++entries > MAX_ENTRIES) {
      throw tooLarge("the push changes more than " + MAX_ENTRIES + " paths");
    }
    paths.add(text);
    String mode = words[1];
    if (mode.equals(GITLINK) && submodule == null) {
      submodule = text;
    } else if (mode.equals(LINK)) {
      links.add(text);
    } else if (mode.startsWith(FILE)) {
      blobs.add(words[3]);
    }
  }

  private static BerthException tooLarge(String why) {
    return new BerthException(ErrorCode.PUSH_TOO_LARGE, why);
  }

  /** Whether the last entry came whole. */
  boolean complete() {
    return head == null && field.size() == 0;
  }

  Set<String> paths() {
    return paths;
  }

  /** Paths that one of the commits makes a symbolic link. */
  Set<String> links() {
    return links;
  }

  /** The new contents of files. */
  Set<String> blobs() {
    return blobs;
  }

  /** A path that becomes a submodule or another one, if any does. */
  Optional<String> submodule() {
    return Optional.ofNullable(submodule);
  }
}
