package dev.berth.forge.mirror;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.exec.CommandRunner.Result;
import dev.berth.core.forge.Mirror.Refusal;
import dev.berth.forge.git.Git;
import dev.berth.forge.mirror.PushCommands.Update;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
  private static final String HEADS = "refs/heads/";
  private static final int POINTER_MAX = 1024;
  private static final byte[] POINTER_START =
      "version https://git-lfs.github.com/spec/".getBytes(StandardCharsets.UTF_8);
  private static final int SLICE = 2_000;

  /**
   * What the new commits are and do.
   *
   * @param links those of the paths that are a symbolic link in one of them
   */
  record Found(
      List<String> commits, Set<String> paths, Set<String> links, Optional<Refusal> refusal) {}

  /**
   * Looks at what an update brings: to a branch that the repository had before any session, what is
   * new there; to a session's own, what is new to the forge. The ref's place in the mirror does not
   * matter, so that the answer is the same before and after it was moved.
   *
   * @param own whether the ref is a session's own
   * @param limit how many commits there may be
   */
  Found walk(Update update, boolean own, int limit) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "rev-list",
                "--max-count=" + (limit + 1),
                update.newOid().orElseThrow().value(),
                "--not"));
    update.oldOid().ifPresent(old -> arguments.add(old.value()));
    if (own) {
      String branch = update.ref().value().substring(HEADS.length());
      arguments.addAll(List.of("--exclude=" + branch, "--branches", "--tags"));
    }
    List<String> commits = call.get().run(arguments.toArray(String[]::new)).lines();
    if (commits.size() > limit) {
      return refused(
          commits, ErrorCode.PUSH_TOO_LARGE, "the push has more than " + limit + " new commits");
    }
    Changes changes = new Changes();
    try {
      read(commits, changes);
    } catch (BerthException e) {
      if (e.code() == ErrorCode.PUSH_TOO_LARGE) {
        return refused(commits, e.code(), e.detail());
      }
      throw e;
    }
    if (changes.submodule().isPresent()) {
      return refused(
          commits,
          ErrorCode.SUBMODULE_UNSUPPORTED,
          "the submodule " + changes.submodule().get() + " is added or moved");
    }
    if (hasLfsPointer(changes.blobs())) {
      return refused(
          commits, ErrorCode.LFS_UNSUPPORTED, "a file is a pointer to Git LFS, not its content");
    }
    return new Found(commits, changes.paths(), changes.links(), Optional.empty());
  }

  private static Found refused(List<String> commits, ErrorCode code, String why) {
    return new Found(commits, Set.of(), Set.of(), Optional.of(new Refusal(code, why)));
  }

  /** Reads what the commits change as git prints it, entry by entry. */
  private void read(List<String> commits, Changes changes) {
    if (commits.isEmpty()) {
      return;
    }
    Result result =
        call.get().reading(String.join("\n", commits) + "\n").stream(
            changes,
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
            "-z");
    if (!result.ok() || !changes.complete()) {
      throw new BerthException(
          ErrorCode.GIT_FAILED, "git diff-tree ended with " + result.exitCode());
    }
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
    // In slices, so that what is in memory at a time stays below 2 MiB.
    for (int from = 0; from < small.size(); from += SLICE) {
      List<String> slice = small.subList(from, Math.min(small.size(), from + SLICE));
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
