package dev.berth.init.holder;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * How much a directory holds, measured while an agent may be changing it: each step down is taken
 * relative to the open directory and never through a link. Files with several names count once;
 * each file counts as whole blocks of 4 KiB.
 */
final class DiskUsage {
  /**
   * Directories that are open at a time. A chain of directories needs one however long it is; more
   * than this takes deep branches at every level, which is no project but a trick.
   */
  static final int MAX_OPEN = 400;

  /**
   * Bytes of names that wait to be visited, all levels together: 8 MiB of a heap of 48. A directory
   * that has more directories than that (30,000 of the longest names, 80,000 of usual ones) is no
   * project either.
   */
  private static final int MAX_WAITING = 8 << 20;

  /** What a waiting name takes besides its letters. */
  private static final int NAME_OVERHEAD = 96;

  /** Large files that are remembered, at about 100 bytes each; one more counts by every name. */
  private static final int MAX_SEEN = 50_000;

  private static final long BLOCK = 4096;

  private final long stopAt;
  private final long mostWaiting;
  private final Set<Object> seen = new HashSet<>();
  private final Deque<Level> open = new ArrayDeque<>();
  private long bytes;
  private long waiting;
  private boolean tooDeep;
  private boolean unreadable;

  private DiskUsage(long stopAt, long mostWaiting) {
    this.stopAt = stopAt;
    this.mostWaiting = mostWaiting;
  }

  /**
   * What was found.
   *
   * @param bytes counted; counting ends soon after the limit was passed
   * @param tooDeep whether parts were not counted since too many directories would have been open
   *     or would have waited
   * @param unreadable whether parts were not counted since this user may not look into them
   */
  record Measured(long bytes, boolean tooDeep, boolean unreadable) {}

  /** An open directory and those of its directories that are still to be visited. */
  private record Level(SecureDirectoryStream<Path> stream, Deque<Path> below) {}

  static Measured measure(Path root, long stopAt) throws IOException {
    return measure(root, stopAt, MAX_WAITING);
  }

  /**
   * Measures.
   *
   * @param mostWaiting bytes of names that wait at a time
   */
  @SuppressWarnings("StreamResourceLeak") // Every open stream is on the stack, which is closed.
  static Measured measure(Path root, long stopAt, long mostWaiting) throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(root);
    if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
      stream.close();
      throw new IOException("this file system cannot be walked safely: " + root);
    }
    DiskUsage usage = new DiskUsage(stopAt, mostWaiting);
    try {
      usage.enter(secure);
      while (!usage.open.isEmpty() && usage.bytes <= stopAt) {
        usage.descend();
      }
    } finally {
      for (Level level : usage.open) {
        level.stream().close();
      }
    }
    return new Measured(usage.bytes, usage.tooDeep, usage.unreadable);
  }

  /** The last of a directory's directories is visited with its parent closed already. */
  private void descend() throws IOException {
    Level level = open.pop();
    Path next = level.below().poll();
    if (next == null) {
      level.stream().close();
      return;
    }
    waiting -= cost(next);
    boolean last = level.below().isEmpty();
    if (!last) {
      open.push(level);
    }
    if (open.size() >= MAX_OPEN) {
      tooDeep = true;
      return;
    }
    try {
      enter(level.stream().newDirectoryStream(next, LinkOption.NOFOLLOW_LINKS));
    } catch (AccessDeniedException e) {
      unreadable = true;
    } catch (IOException e) {
      // Deleted meanwhile, or swapped for a link.
      bytes += BLOCK;
    } finally {
      if (last) {
        level.stream().close();
      }
    }
  }

  private void enter(SecureDirectoryStream<Path> directory) {
    Level level = new Level(directory, new ArrayDeque<>());
    open.push(level);
    try {
      for (Path entry : directory) {
        if (bytes > stopAt) {
          return;
        }
        count(level, entry.getFileName());
      }
    } catch (DirectoryIteratorException e) {
      // Its listing broke off, as it does when it is deleted under us: the next look sees more.
      bytes += BLOCK;
    }
  }

  private void count(Level level, Path name) {
    bytes += BLOCK;
    try {
      BasicFileAttributes file =
          level.stream()
              .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .readAttributes();
      if (file.isDirectory()) {
        visitLater(level, name);
      } else if (isFirstName(file)) {
        bytes += file.size() / BLOCK * BLOCK;
      }
    } catch (AccessDeniedException e) {
      // A directory that may be listed and not entered.
      unreadable = true;
    } catch (IOException e) {
      // Deleted between the listing and the look: one block too many or two are little enough.
      bytes += BLOCK;
    }
  }

  private void visitLater(Level level, Path name) {
    if (waiting + cost(name) > mostWaiting) {
      tooDeep = true;
      return;
    }
    waiting += cost(name);
    level.below().add(name);
  }

  private static int cost(Path name) {
    return NAME_OVERHEAD + name.toString().length();
  }

  /** Small files are not worth remembering: their second names cannot add up to much. */
  private boolean isFirstName(BasicFileAttributes file) {
    Object key = file.fileKey();
    return file.size() < 64 * BLOCK || key == null || seen.size() >= MAX_SEEN || seen.add(key);
  }
}
