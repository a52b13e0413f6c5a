package dev.berth.compute.host;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Deletes a tree that an agent made, when nobody works in it any more. Names are only ever looked
 * at as themselves, never through a link. Depth is no obstacle: a directory that is not empty has
 * its own directories moved up beside it, so no path gets longer than two names below the root. A
 * directory without permissions is given them first.
 */
public final class TreeDeletion {
  private final Path root;
  private long moved;

  private TreeDeletion(Path root) {
    this.root = root;
  }

  /**
   * Deletes the directory with everything in it; one that is gone already is fine.
   *
   * @throws IOException when something cannot be deleted
   */
  public static void delete(Path root) throws IOException {
    if (Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
      new TreeDeletion(root).empty();
    }
    Files.deleteIfExists(root);
  }

  /**
   * Each round empties the directories of the top level by one level; the tree only gets flatter.
   */
  private void empty() throws IOException {
    open(root);
    boolean left = true;
    while (left) {
      left = false;
      try (DirectoryStream<Path> top = Files.newDirectoryStream(root)) {
        for (Path entry : top) {
          if (!remove(entry)) {
            flatten(entry);
            left = true;
          }
        }
      }
    }
  }

  private void flatten(Path directory) throws IOException {
    open(directory);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (!remove(entry)) {
          open(entry);
          Files.move(entry, fresh(), StandardCopyOption.ATOMIC_MOVE);
        }
      }
    }
    Files.delete(directory);
  }

  /** A name of the root's level that no agent has used. */
  private Path fresh() {
    Path path;
    do {
      path = root.resolve(".berth-deleting-" + moved++);
    } while (Files.exists(path, LinkOption.NOFOLLOW_LINKS));
    return path;
  }

  /** False for a directory that is not empty. */
  private static boolean remove(Path entry) throws IOException {
    try {
      Files.delete(entry);
      return true;
    } catch (NoSuchFileException e) {
      // Another deletion of the same tree was quicker.
      return true;
    } catch (DirectoryNotEmptyException e) {
      return false;
    }
  }

  /** The owner may do everything. A link in the directory's place would throw in the next step. */
  private static void open(Path directory) throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("no longer a directory: " + directory);
    }
    Files.getFileAttributeView(directory, PosixFileAttributeView.class)
        .setPermissions(PosixFilePermissions.fromString("rwx------"));
  }
}
