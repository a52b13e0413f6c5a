package dev.berth.forge.mirror;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.forge.Mirror.Refusal;
import dev.berth.forge.git.Git;
import dev.berth.forge.git.Oid;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Looks at every commit that a push brings to the forge, one by one: a file that is added and
 * removed again on the way is seen. Known are the forge's own branches and tags only; a commit that
 * came with a checkpoint was looked at by nobody and counts as new.
 *
 * @param call starts a git command that sees the quarantine
 */
record NewCommits(Supplier<Git.Call> call) {
  private static final int POINTER_MAX = 1024;
  private static final byte[] POINTER_START =
      "version https://git-lfs.github.com/spec/".getBytes(StandardCharsets.UTF_8);
  private static final String GITLINK = "160000";

  /** What the new commits are and do. */
  record Found(List<String> commits, Set<String> paths, Optional<Refusal> refusal) {}

  /**
   * @param limit how many there may be
   */
  Found walk(Oid tip, int limit) {
    List<String> commits =
        call.get()
            .run(
                "rev-list",
                "--max-count=" + (limit + 1),
                tip.value(),
                "--not",
                "--branches",
                "--tags")
            .lines();
    if (commits.size() > limit) {
      return refused(
          commits, ErrorCode.PUSH_TOO_LARGE, "the push has more than " + limit + " new commits");
    }
    Set<String> paths = new LinkedHashSet<>();
    Set<String> blobs = new LinkedHashSet<>();
    List<String> links = new ArrayList<>();
    for (Change change : changes(commits)) {
      paths.add(change.path());
      if (change.newMode().equals(GITLINK)) {
        links.add(change.path());
      } else if (change.newMode().startsWith("100")) {
        blobs.add(change.newOid());
      }
    }
    if (!links.isEmpty()) {
      return refused(
          commits,
          ErrorCode.SUBMODULE_UNSUPPORTED,
          "the submodule " + links.getFirst() + " is added or moved");
    }
    if (hasLfsPointer(blobs)) {
      return refused(
          commits, ErrorCode.LFS_UNSUPPORTED, "a file is a pointer to Git LFS, not its content");
    }
    return new Found(commits, paths, Optional.empty());
  }

  private static Found refused(List<String> commits, ErrorCode code, String why) {
    return new Found(commits, Set.of(), Optional.of(new Refusal(code, why)));
  }

  private record Change(String newMode, String newOid, String path) {}

  private List<Change> changes(List<String> commits) {
    if (commits.isEmpty()) {
      return List.of();
    }
    byte[] raw =
        call.get()
            .reading(String.join("\n", commits) + "\n")
            .run(
                "diff-tree",
                "--stdin",
                "-r",
                "-m",
                "--root",
                "--raw",
                "--no-abbrev",
                "--no-renames",
                "--no-ext-diff",
                "--no-commit-id",
                "--ignore-submodules=none",
                "-z")
            .stdout();
    // ":oldmode newmode oldoid newoid status NUL path NUL", as gitformat describes it.
    String[] fields = new String(raw, StandardCharsets.UTF_8).split("\0");
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i + 1 < fields.length; i += 2) {
      String[] words = fields[i].split(" ");
      if (words.length != 5 || !words[0].startsWith(":")) {
        throw new IllegalStateException("git diff-tree printed something else than expected");
      }
      changes.add(new Change(words[1], words[3], fields[i + 1]));
    }
    return changes;
  }

  private boolean hasLfsPointer(Set<String> blobs) {
    if (blobs.isEmpty()) {
      return false;
    }
    List<String> small =
        call
            .get()
            .reading(String.join("\n", blobs) + "\n")
            .run("cat-file", "--batch-check=%(objectname) %(objectsize)")
            .lines()
            .stream()
            .map(line -> line.split(" "))
            .filter(words -> words.length == 2 && Long.parseLong(words[1]) <= POINTER_MAX)
            .map(words -> words[0])
            .toList();
    // In slices, so that what is read stays below the runner's limit.
    for (int from = 0; from < small.size(); from += 10_000) {
      List<String> slice = small.subList(from, Math.min(small.size(), from + 10_000));
      byte[] contents =
          call.get()
              .reading(String.join("\n", slice) + "\n")
              .run("cat-file", "--batch=%(objectsize)")
              .stdout();
      if (anyStartsWithPointer(contents)) {
        return true;
      }
    }
    return false;
  }

  /** Reads "size LF content LF" repeatedly. */
  private static boolean anyStartsWithPointer(byte[] batch) {
    int at = 0;
    while (at < batch.length) {
      ByteArrayOutputStream digits = new ByteArrayOutputStream();
      while (batch[at] != '\n') {
        digits.write(batch[at++]);
      }
      int size = Integer.parseInt(digits.toString(StandardCharsets.US_ASCII));
      int start = at + 1;
      if (size >= POINTER_START.length
          && java.util.Arrays.equals(
              batch, start, start + POINTER_START.length, POINTER_START, 0, POINTER_START.length)) {
        return true;
      }
      at = start + size + 1;
    }
    return false;
  }
}
