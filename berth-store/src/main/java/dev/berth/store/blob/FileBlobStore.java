package dev.berth.store.blob;

import dev.berth.core.blob.BlobStore;
import dev.berth.core.blob.Sha256;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
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
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Blobs as files named after their hash: {@code blobs/ab/abcd...}. A blob is written under another
 * name, flushed to the disk and renamed, so a name never stands for part of its content; two
 * writers of the same content rename one over the other, which changes nothing. Thread-safe, also
 * between processes.
 */
public final class FileBlobStore implements BlobStore {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final int CHUNK = 64 * 1024;

  private final Path blobs;
  private final Path incoming;

  /**
   * Below a data directory.
   *
   * @throws BerthException {@code DATA_DIR_UNUSABLE}
   */
  public FileBlobStore(Path dataDirectory) {
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
  public Blob put(InputStream bytes, long limit, Optional<String> sha256) {
    try {
      Path file = Files.createTempFile(incoming, "blob", "");
      try {
        Blob blob = write(bytes, file, limit);
        if (sha256.filter(announced -> !announced.equalsIgnoreCase(blob.sha256())).isPresent()) {
          throw new BerthException(
              ErrorCode.CHECKSUM_MISMATCH, "announced " + sha256.get() + ", got " + blob.sha256());
        }
        keep(file, blob.sha256());
        return blob;
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
  public void delete(String sha256) {
    try {
      Files.deleteIfExists(file(sha256));
    } catch (IOException e) {
      throw failed("blob " + sha256 + " could not be deleted", e);
    }
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

  /** The rename and a new directory are durable only when their directories are flushed. */
  private void keep(Path file, String sha256) throws IOException {
    Path target = file(sha256);
    Path parent = blobs.resolve(sha256.substring(0, 2));
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
