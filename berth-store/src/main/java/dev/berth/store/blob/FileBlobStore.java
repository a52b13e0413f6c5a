package dev.berth.store.blob;

import dev.berth.core.blob.BlobStore;
import dev.berth.core.blob.Sha256;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.time.Time;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Blobs as files named after their hash: {@code blobs/ab/abcd...}. A blob is written under another
 * name, flushed to the disk and renamed, so a name never stands for part of its content; two
 * writers of the same content rename one over the other, which changes nothing but its time. A lock
 * for each group of hashes keeps noting and discarding apart, within this process: the data
 * directory belongs to one. Thread-safe.
 */
public final class FileBlobStore implements BlobStore {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final int CHUNK = 64 * 1024;

  private final Path blobs;
  private final Path incoming;
  private final Time time;
  private final List<Lock> locks =
      Stream.generate(ReentrantLock::new).limit(GROUPS).map(Lock.class::cast).toList();

  /**
   * Below a data directory.
   *
   * @param time when blobs are stored
   * @throws BerthException {@code DATA_DIR_UNUSABLE}
   */
  public FileBlobStore(Path dataDirectory, Time time) {
    this.time = time;
    this.blobs = dataDirectory.resolve("blobs");
    this.incoming = blobs.resolve("incoming");
    try {
      makeDirectory(blobs);
      makeDirectory(incoming);
      sweep();
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.DATA_DIR_UNUSABLE, blobs + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** What a dead server was receiving; the data directory's lock says that no other one lives. */
  private void sweep() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(incoming)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }

  @Override
  public <T> T put(InputStream bytes, long limit, Optional<String> sha256, Function<Blob, T> note) {
    try {
      Path file = Files.createTempFile(incoming, "blob", "");
      try {
        Blob blob = write(bytes, file, limit);
        if (sha256.filter(announced -> !announced.equalsIgnoreCase(blob.sha256())).isPresent()) {
          throw new BerthException(
              ErrorCode.CHECKSUM_MISMATCH, "announced " + sha256.get() + ", got " + blob.sha256());
        }
        return keep(file, blob, note);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw failed("a blob could not be stored", e);
    }
  }

  @Override
  public InputStream open(String sha256) {
    try {
      return Files.newInputStream(file(sha256));
    } catch (NoSuchFileException e) {
      throw new BerthException(ErrorCode.NOT_FOUND, "no blob " + sha256, e);
    } catch (IOException e) {
      throw failed("blob " + sha256 + " could not be opened", e);
    }
  }

  @Override
  public boolean exists(String sha256) {
    return Files.isRegularFile(file(sha256));
  }

  @Override
  public boolean discard(String sha256, BooleanSupplier inUse) {
    Path file = file(sha256);
    Lock lock = lock(sha256);
    lock.lock();
    try {
      return !inUse.getAsBoolean() && Files.deleteIfExists(file);
    } catch (IOException e) {
      throw failed("blob " + sha256 + " could not be deleted", e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<Blob> storedBefore(int group, Instant before) {
    Path directory = blobs.resolve(HexFormat.of().toHexDigits((byte) group));
    List<Blob> found = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return found;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        blob(file, before).ifPresent(found::add);
      }
      return found;
    } catch (IOException e) {
      throw failed("blobs could not be listed", e);
    }
  }

  /** The blob of a file, when it is one, and that old. */
  private static Optional<Blob> blob(Path file, Instant before) throws IOException {
    String name = String.valueOf(file.getFileName());
    try {
      BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
      boolean old = facts.lastModifiedTime().toInstant().isBefore(before);
      return facts.isRegularFile() && old && SHA256.matcher(name).matches()
          ? Optional.of(new Blob(name, facts.size()))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      // Discarded since it was listed.
      return Optional.empty();
    }
  }

  private Lock lock(String sha256) {
    return locks.get(HexFormat.fromHexDigits(sha256, 0, 2));
  }

  private static Blob write(InputStream bytes, Path file, long limit) throws IOException {
    MessageDigest digest = Sha256.digest();
    long size = 0;
    try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
      byte[] chunk = new byte[CHUNK];
      for (int read = bytes.read(chunk); read >= 0; read = bytes.read(chunk)) {
        size += read;
        if (size > limit) {
          throw new BerthException(
              ErrorCode.PAYLOAD_TOO_LARGE, "more than the " + limit + " bytes allowed");
        }
        digest.update(chunk, 0, read);
        ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, read);
        while (buffer.hasRemaining()) {
          out.write(buffer);
        }
      }
      out.force(true);
    }
    return new Blob(HexFormat.of().formatHex(digest.digest()), size);
  }

  private <T> T keep(Path file, Blob blob, Function<Blob, T> note) throws IOException {
    Path target = file(blob.sha256());
    Lock lock = lock(blob.sha256());
    lock.lock();
    try {
      rename(file, target);
      return note.apply(blob);
    } finally {
      lock.unlock();
    }
  }

  /** The rename and a new directory are durable only when their directories are flushed. */
  private void rename(Path file, Path target) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(time.now()));
    Path parent = blobs.resolve(String.valueOf(target.getFileName()).substring(0, 2));
    if (!Files.isDirectory(parent)) {
      makeDirectory(parent);
      flush(blobs);
    }
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    flush(parent);
  }

  private Path file(String sha256) {
    if (!SHA256.matcher(sha256).matches()) {
      throw new IllegalArgumentException("not a SHA-256 in hex");
    }
    return blobs.resolve(sha256.substring(0, 2)).resolve(sha256);
  }

  private static void makeDirectory(Path directory) throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private static void flush(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static BerthException failed(String what, IOException e) {
    return new BerthException(ErrorCode.STORAGE_FAILED, what + ": " + e.getMessage(), e);
  }
}
