package dev.berth.init.holder;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;

/**
 * How much a directory holds, measured while an agent may be changing it: each step down is taken
 * relative to the open directory and never through a link. Files with several names count once;
 * each file counts as whole blocks of 4 KiB.
 */
final class DiskUsage {
  /** One open directory per level is held; deeper trees than real projects have are a trick. */
  static final int MAX_DEPTH = 400;

  private static final long BLOCK = 4096;

  private final long stopAt;
  private final Set<Object> seen = new HashSet<>();
  private long bytes;
  private boolean tooDeep;

  private DiskUsage(long stopAt) {
    this.stopAt = stopAt;
  }

  /**
   * @param bytes counted; counting ends soon after the limit was passed
   * @param tooDeep whether a part lies deeper than {@value #MAX_DEPTH} levels and was not counted
   */
  record Measured(long bytes, boolean tooDeep) {}

  static Measured measure(Path root, long stopAt) throws IOException {
    DiskUsage usage = new DiskUsage(stopAt);
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(root)) {
      if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
        throw new IOException("this file system cannot be walked safely: " + root);
      }
      usage.add(secure, 0);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return new Measured(usage.bytes, usage.tooDeep);
  }

  private void add(SecureDirectoryStream<Path> directory, int depth) throws IOException {
    for (Path entry : directory) {
      if (bytes > stopAt) {
        return;
      }
      addLive(directory, entry.getFileName(), depth);
    }
  }

  private void addLive(SecureDirectoryStream<Path> directory, Path name, int depth) {
    try {
      addEntry(directory, name, depth);
    } catch (IOException e) {
      // Deleted between the listing and the look, made unreadable, or swapped for a link: a block.
      bytes += BLOCK;
    }
  }

  private void addEntry(SecureDirectoryStream<Path> directory, Path name, int depth)
      throws IOException {
    BasicFileAttributes file =
        directory
            .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .readAttributes();
    if (!file.isDirectory()) {
      Object key = file.fileKey();
      // Small files are not worth remembering: their second names cannot add up to much.
      if (file.size() < 64 * BLOCK || key == null || seen.add(key)) {
        bytes += (file.size() + BLOCK - 1) / BLOCK * BLOCK;
      }
      return;
    }
    bytes += BLOCK;
    if (depth >= MAX_DEPTH) {
      tooDeep = true;
      return;
    }
    try (SecureDirectoryStream<Path> below =
        directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
      add(below, depth + 1);
    }
  }
}
