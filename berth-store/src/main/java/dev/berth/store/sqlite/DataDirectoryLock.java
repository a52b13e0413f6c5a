package dev.berth.store.sqlite;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * One server per data directory: an exclusive lock on a file in it, which the operating system
 * gives back when the process ends, however it ends.
 */
public final class DataDirectoryLock implements AutoCloseable {
  private static final String FILE = "server.lock";

  private final FileChannel channel;

  private DataDirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Makes the directory (mode 0700) when it is missing, and locks it.
   *
   * @throws BerthException {@code DATA_DIR_IN_USE}, {@code DATA_DIR_UNUSABLE}
   */
  public static DataDirectoryLock take(Path directory) {
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      Path file = directory.resolve(FILE);
      OwnerOnly.create(file);
      return lock(
          directory, FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.DATA_DIR_UNUSABLE, directory + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** Whether a server works on this directory right now; nothing is made or changed there. */
  public static boolean isHeld(Path directory) {
    Path file = directory.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      @Nullable FileLock lock = channel.tryLock();
      return lock == null;
    } catch (OverlappingFileLockException e) {
      // Held within this very process.
      return true;
    } catch (IOException e) {
      // Not to be opened is not to be judged: its server would see to its own claim.
      return false;
    }
  }

  private static DataDirectoryLock lock(Path directory, FileChannel channel) throws IOException {
    @Nullable FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Held within this very process.
      lock = null;
    }
    if (lock == null) {
      String holder = holder(channel);
      channel.close();
      throw new BerthException(
          ErrorCode.DATA_DIR_IN_USE, directory + " is in use by process " + holder);
    }
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap(
            Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)),
        0);
    return new DataDirectoryLock(channel);
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(32);
    channel.read(buffer, 0);
    String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
    return text.matches("[0-9]+") ? text : "(unknown)";
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
