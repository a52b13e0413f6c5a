package dev.berth.server.task;

import dev.berth.api.diff.DiffFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads which files a unified patch of git's changes, and by how many lines. */
final class PatchFiles {
  private final List<DiffFile> files = new ArrayList<>();
  private String path = "";
  private Optional<String> oldPath = Optional.empty();
  private String change = "modified";
  private int additions;
  private int deletions;
  private boolean binary;
  private boolean open;
  private boolean inHunk;

  private PatchFiles() {}

  static List<DiffFile> of(String patch) {
    PatchFiles reader = new PatchFiles();
    patch.lines().forEach(reader::line);
    reader.finish();
    return reader.files;
  }

  private void line(String line) {
    if (line.startsWith("diff --git ")) {
      finish();
      open = true;
      path = nameAfter(line.substring("diff --git ".length()));
    } else if (inHunk && line.startsWith("+")) {
      additions++;
    } else if (inHunk && line.startsWith("-")) {
      deletions++;
    } else if (line.startsWith("@@")) {
      inHunk = true;
    } else if (!inHunk) {
      header(line);
    }
  }

  private void header(String line) {
    if (line.startsWith("new file mode")) {
      change = "added";
    } else if (line.startsWith("deleted file mode")) {
      change = "deleted";
    } else if (line.startsWith("rename from ")) {
      change = "renamed";
      oldPath = Optional.of(line.substring("rename from ".length()));
    } else if (line.startsWith("rename to ")) {
      path = line.substring("rename to ".length());
    } else if (line.startsWith("+++ b/")) {
      path = line.substring("+++ b/".length());
    } else if (line.startsWith("Binary files ") || line.startsWith("GIT binary patch")) {
      binary = true;
    }
  }

  private void finish() {
    if (open) {
      files.add(new DiffFile(path, oldPath.orElse(null), change, additions, deletions, binary));
    }
    oldPath = Optional.empty();
    change = "modified";
    additions = 0;
    deletions = 0;
    binary = false;
    open = false;
    inHunk = false;
  }

  /**
   * {@code a/x b/x}: both halves are the same unless it is a rename, which has lines of its own.
   */
  private static String nameAfter(String names) {
    int half = names.length() / 2;
    String second = names.substring(Math.min(names.length(), half + 1));
    return second.startsWith("b/") ? second.substring(2) : second;
  }
}
