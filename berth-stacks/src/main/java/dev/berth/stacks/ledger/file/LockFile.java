package dev.berth.stacks.ledger.file;

import dev.berth.core.time.Time;
import dev.berth.stacks.ledger.Fence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * Who may write until when, in a file of one line: token, end, holder. It is replaced as a whole,
 * and only under the operating system's lock on the file {@code .guard} beside it. Thread-safe.
 */
final class LockFile {
  /** If nobody can read who holds the lock, nobody gets it for so long after it was written. */
  private static final Duration UNREADABLE = Duration.ofMinutes(10);

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(5);
  private static final int TRIES = 2_000;

  private final Path file;
  private final Path guard;
  private final Time time;

  LockFile(Path file, Time time) {
    this.file = file;
    this.guard = file.resolveSibling(file.getFileName() + ".guard");
    this.time = time;
  }

  /** Runs this while no other process and no other thread does. */
  synchronized <T> T guarded(Function<Held, T> work) throws IOException {
    try (FileChannel channel =
            FileChannel.open(guard, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = taken(channel)) {
      return work.apply(new Held());
    }
  }

  /** Another ledger object of this process is no reason to fail, only to wait. */
  private FileLock taken(FileChannel channel) throws IOException {
    for (int tries = 0; tries < TRIES; tries++) {
      try {
        return channel.lock();
      } catch (OverlappingFileLockException e) {
        pause();
      }
    }
    throw new IOException("the ledger's guard stays locked by this process");
  }

  private void pause() throws IOException {
    try {
      time.sleep(BETWEEN_TRIES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the ledger's guard", e);
    }
  }

  /** What can be done while the guard is held. */
  final class Held {
    private Held() {}

    private Optional<Fence> current() {
      try {
        String[] parts = Files.readString(file).strip().split(" ", 3);
        return parts.length == 3
            ? Optional.of(new Fence(Long.parseLong(parts[0]), parts[2], Instant.parse(parts[1])))
            : Optional.empty();
      } catch (NoSuchFileException e) {
        return Optional.empty();
      } catch (NumberFormatException | DateTimeException e) {
        return Optional.empty();
      } catch (IOException e) {
        throw FileLedger.unusable(file, e);
      }
    }

    private boolean unreadableAndRecent() {
      try {
        return Files.exists(file)
            && time.now().isBefore(Files.getLastModifiedTime(file).toInstant().plus(UNREADABLE));
      } catch (IOException e) {
        throw FileLedger.unusable(file, e);
      }
    }

    Optional<Fence> acquire(String holder, Duration term, long lastWritten) {
      Optional<Fence> current = current();
      boolean taken =
          current
              .map(fence -> time.now().isBefore(fence.until()))
              .orElseGet(this::unreadableAndRecent);
      if (taken) {
        return Optional.empty();
      }
      long last = Math.max(lastWritten, current.map(Fence::token).orElse(0L));
      return Optional.of(put(new Fence(last + 1, oneLine(holder), time.now().plus(term))));
    }

    boolean holds(Fence fence) {
      return current()
          .filter(one -> one.token() == fence.token() && time.now().isBefore(one.until()))
          .isPresent();
    }

    Optional<Fence> renew(Fence fence, Duration term) {
      return holds(fence)
          ? Optional.of(put(new Fence(fence.token(), fence.holder(), time.now().plus(term))))
          : Optional.empty();
    }

    void release(Fence fence) {
      if (holds(fence)) {
        put(new Fence(fence.token(), fence.holder(), time.now()));
      }
    }

    private Fence put(Fence fence) {
      Path part = file.resolveSibling(file.getFileName() + ".part");
      String line = fence.token() + " " + fence.until() + " " + fence.holder() + "\n";
      try (FileChannel channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw FileLedger.unusable(file, e);
      }
      forceDirectory(file);
      return fence;
    }
  }

  private static String oneLine(String holder) {
    String line = holder.replaceAll("\\p{Cntrl}", "?").strip();
    return line.isEmpty() ? "?" : line.substring(0, Math.min(200, line.length()));
  }

  /** Makes a new name in a directory survive a crash. */
  static void forceDirectory(Path inside) {
    Path directory = inside.toAbsolutePath().getParent();
    if (directory == null) {
      return;
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      throw FileLedger.unusable(directory, e);
    }
  }
}
