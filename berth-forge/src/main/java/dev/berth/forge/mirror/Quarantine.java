package dev.berth.forge.mirror;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An object directory of its own for one push: what it brings is visible to nobody else until it
 * was accepted, and gone when it was not. Only Berth and its git write there. Not thread-safe.
 */
final class Quarantine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);
  private static final String PREFIX = "berth-quarantine-";

  private final Path objects;
  private final Path mirrorObjects;

  private Quarantine(Path objects, Path mirrorObjects) {
    this.objects = objects;
    this.mirrorObjects = mirrorObjects;
  }

  /** Makes one in a mirror, on the same file system as its objects. */
  static Quarantine in(Path mirror) {
    try {
      Path objects = Files.createTempDirectory(mirror, PREFIX);
      Files.createDirectory(objects.resolve("pack"));
      return new Quarantine(objects, mirror.resolve("objects"));
    } catch (IOException e) {
      throw failed("cannot make a quarantine", e);
    }
  }

  /** Removes what pushes of an earlier run of the server left in a mirror. */
  static void sweep(Path mirror) {
    try (DirectoryStream<Path> stale = Files.newDirectoryStream(mirror, PREFIX + "*")) {
      for (Path directory : stale) {
        delete(directory);
        LOG.info("removed the unfinished push {}", directory.getFileName());
      }
    } catch (IOException e) {
      throw failed("cannot remove unfinished pushes of " + mirror.getFileName(), e);
    }
  }

  /** What git gets as its object directory. */
  Path objects() {
    return objects;
  }

  /**
   * Moves the packs into the mirror, each index last: a pack without its index is not there for
   * git. Repeating a move that was cut short is harmless.
   */
  void accept() {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(objects.resolve("pack"))) {
      List<Path> packs = new ArrayList<>();
      files.forEach(packs::add);
      packs.sort(Comparator.comparing((Path file) -> file.toString().endsWith(".idx")));
      Path target = Files.createDirectories(mirrorObjects.resolve("pack"));
      for (Path file : packs) {
        Files.move(file, target.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw failed("cannot take over a push", e);
    }
  }

  @Override
  public void close() {
    try {
      delete(objects);
    } catch (IOException e) {
      // The next start sweeps it.
      LOG.warn("could not remove the quarantine {}: {}", objects.getFileName(), e.toString());
    }
  }

  /** Deletes a directory of git's with everything in it; shared with the discarded mirror. */
  static void delete(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path finished, @org.jspecify.annotations.Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(finished);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static BerthException failed(String what, IOException e) {
    return new BerthException(ErrorCode.STORAGE_FAILED, what + ": " + e.getMessage(), e);
  }
}
