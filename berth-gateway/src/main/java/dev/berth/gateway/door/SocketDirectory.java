package dev.berth.gateway.door;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.LeaseId;
import dev.berth.core.id.Ulid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The directory in which each grant has one of its own, named after its lease, with two sockets.
 *
 * <p>The outer directory can be entered by the server's user only; the inner ones and the sockets
 * by everybody, because a sandbox that runs as another user has the inner one mounted and must be
 * able to connect (decision 0060).
 */
final class SocketDirectory {
  static final String GATEWAY = "gateway.sock";
  static final String EGRESS = "egress.sock";

  /** {@code sun_path} has 108 bytes, one of them for the end. */
  private static final int MAX_PATH_BYTES = 107;

  private static final Set<PosixFilePermission> OUTER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> INNER =
      PosixFilePermissions.fromString("rwx--x--x");
  private static final Set<PosixFilePermission> SOCKET =
      PosixFilePermissions.fromString("rw-rw-rw-");

  private final Path run;

  SocketDirectory(Path run) {
    this.run = run.toAbsolutePath().normalize();
    int longest =
        this.run.toString().getBytes(StandardCharsets.UTF_8).length
            + 1
            + Ulid.LENGTH
            + 1
            + GATEWAY.length();
    if (longest > MAX_PATH_BYTES) {
      throw new BerthException(
          ErrorCode.DATA_DIR_UNUSABLE,
          "sockets below "
              + this.run
              + " would have paths of "
              + longest
              + " bytes; the system allows "
              + MAX_PATH_BYTES);
    }
    try {
      Files.createDirectories(this.run);
      Files.setPosixFilePermissions(this.run, OUTER);
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.DATA_DIR_UNUSABLE, "the socket directory " + this.run + " cannot be made", e);
    }
  }

  Path of(LeaseId lease) {
    return run.resolve(lease.value());
  }

  Path gateway(LeaseId lease) {
    return of(lease).resolve(GATEWAY);
  }

  Path egress(LeaseId lease) {
    return of(lease).resolve(EGRESS);
  }

  /** Makes the lease's directory, which must not exist: its name is the thing's identity. */
  Path create(LeaseId lease) {
    Path directory = of(lease);
    try {
      Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OUTER));
      Files.setPosixFilePermissions(directory, INNER);
      return directory;
    } catch (FileAlreadyExistsException e) {
      throw new BerthException(
          ErrorCode.CONFLICT, "the socket directory " + directory + " exists already", e);
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.STORAGE_FAILED, "the socket directory " + directory + " cannot be made", e);
    }
  }

  /** Lets everybody connect who can reach the socket. */
  void openToSandbox(Path socket) {
    try {
      Files.setPosixFilePermissions(socket, SOCKET);
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.STORAGE_FAILED, "the permissions of " + socket + " cannot be set", e);
    }
  }

  boolean exists(LeaseId lease) {
    return Files.isDirectory(of(lease), LinkOption.NOFOLLOW_LINKS);
  }

  /** Removes the sockets that a server before this one left. */
  void removeSockets(LeaseId lease) {
    try {
      Files.deleteIfExists(gateway(lease));
      Files.deleteIfExists(egress(lease));
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.STORAGE_FAILED, "old sockets in " + of(lease) + " cannot be removed", e);
    }
  }

  /** Removes the lease's directory with its sockets; one that is gone already is fine. */
  void remove(LeaseId lease) {
    removeSockets(lease);
    try {
      Files.deleteIfExists(of(lease));
    } catch (NotDirectoryException e) {
      throw new BerthException(ErrorCode.STORAGE_FAILED, of(lease) + " is not a directory", e);
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.STORAGE_FAILED, "the socket directory " + of(lease) + " cannot be removed", e);
    }
  }

  /** Every directory that is named like a lease. */
  List<LeaseId> list() {
    List<LeaseId> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(run)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        if (Ulid.isValid(name) && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          found.add(new LeaseId(name));
        }
      }
    } catch (NoSuchFileException gone) {
      return List.of();
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.STORAGE_FAILED, "the socket directory " + run + " cannot be listed", e);
    }
    return found;
  }
}
