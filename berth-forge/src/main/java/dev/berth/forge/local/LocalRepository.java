package dev.berth.forge.local;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/**
 * A git repository of somebody's on this host, after the checks that come before any git command on
 * it: it belongs to the user whom the server runs as, it is complete in itself (no alternates, not
 * shallow), and what git would open first are plain files and directories, not links or pipes that
 * lead elsewhere.
 *
 * @param gitDirectory what {@code --git-dir} gets
 * @param commonDirectory where objects and branches are; differs for a linked worktree
 * @param bare whether it is a repository without a checkout
 */
record LocalRepository(Path gitDirectory, Path commonDirectory, boolean bare) {
  private static final int POINTER_LIMIT = 4096;

  /**
   * Checks the repository at a path.
   *
   * @param user whom it must belong to
   * @throws BerthException {@code REPO_UNREACHABLE}, saying what is in the way
   */
  static LocalRepository open(Path path, UserPrincipal user) {
    try {
      Path real = path.toRealPath();
      requireOwner(real, user);
      Path dotGit = real.resolve(".git");
      boolean bare = !Files.exists(dotGit, LinkOption.NOFOLLOW_LINKS);
      Path gitDirectory = bare ? real : gitDirectory(dotGit);
      Path pointer = gitDirectory.resolve("commondir");
      Path common =
          Files.exists(pointer, LinkOption.NOFOLLOW_LINKS)
              ? gitDirectory.resolve(readPointer(pointer)).toRealPath()
              : gitDirectory;
      requireOwner(gitDirectory, user);
      requireOwner(common, user);
      requireOwn(gitDirectory, common);
      return new LocalRepository(gitDirectory, common, bare);
    } catch (FileSystemException e) {
      throw refused("cannot read " + e.getFile() + ": it is missing or not readable", e);
    } catch (IOException e) {
      throw refused("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  private static Path gitDirectory(Path dotGit) throws IOException {
    if (Files.isDirectory(dotGit, LinkOption.NOFOLLOW_LINKS)) {
      return dotGit;
    }
    String text = readPointer(dotGit);
    if (!text.startsWith("gitdir: ")) {
      throw refused(dotGit + " is not a git directory", null);
    }
    return dotGit.resolveSibling(text.substring("gitdir: ".length())).toRealPath();
  }

  private static void requireOwn(Path gitDirectory, Path common) {
    if (!Files.isRegularFile(gitDirectory.resolve("HEAD"), LinkOption.NOFOLLOW_LINKS)
        || !Files.isDirectory(common.resolve("objects"), LinkOption.NOFOLLOW_LINKS)
        || !Files.isDirectory(common.resolve("refs"), LinkOption.NOFOLLOW_LINKS)) {
      throw refused(common + " is not a git repository", null);
    }
    for (String name : new String[] {"config", "packed-refs", "objects/pack", "objects/info"}) {
      Path entry = common.resolve(name);
      if (Files.exists(entry, LinkOption.NOFOLLOW_LINKS)
          && !Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)
          && !Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        throw refused(entry + " is not a plain file or directory", null);
      }
    }
    if (Files.exists(common.resolve("objects/info/alternates"), LinkOption.NOFOLLOW_LINKS)) {
      throw refused(
          common
              + " borrows objects from another repository; 'git repack -a -d' and removing"
              + " objects/info/alternates makes it complete",
          null);
    }
    if (Files.exists(common.resolve("shallow"), LinkOption.NOFOLLOW_LINKS)) {
      throw refused(common + " is a shallow clone; run 'git fetch --unshallow' in it", null);
    }
  }

  private static void requireOwner(Path path, UserPrincipal user) throws IOException {
    UserPrincipal owner = Files.getOwner(path, LinkOption.NOFOLLOW_LINKS);
    if (!owner.equals(user)) {
      throw refused(
          path + " belongs to " + owner.getName() + ", and Berth runs as " + user.getName(), null);
    }
  }

  private static String readPointer(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw refused(file + " is not a plain file", null);
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return new String(in.readNBytes(POINTER_LIMIT), StandardCharsets.UTF_8).strip();
    }
  }

  private static BerthException refused(
      String why, @org.jspecify.annotations.Nullable Exception cause) {
    return new BerthException(ErrorCode.REPO_UNREACHABLE, why, cause);
  }
}
