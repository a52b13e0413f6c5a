package dev.berth.server;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Where one installation keeps everything; for its owner only. */
record DataDirectory(Path root) {
  /** A socket's path may have 108 bytes; what stands below the data directory needs the rest. */
  private static final int LONGEST = 60;

  /**
   * Makes the directory where it is missing.
   *
   * @throws BerthException {@code DATA_DIR_UNUSABLE}
   */
  static DataDirectory prepare(Path path) {
    try {
      Path root =
          Files.createDirectories(
                  path.toAbsolutePath(),
                  PosixFilePermissions.asFileAttribute(
                      PosixFilePermissions.fromString("rwx------")))
              .toRealPath();
      int length = root.toString().getBytes(StandardCharsets.UTF_8).length;
      if (length > LONGEST) {
        throw new BerthException(
            ErrorCode.DATA_DIR_UNUSABLE,
            root + " has " + length + " bytes; " + LONGEST + " are possible");
      }
      if (!Files.isWritable(root)) {
        throw new BerthException(ErrorCode.DATA_DIR_UNUSABLE, root + " cannot be written");
      }
      return new DataDirectory(root);
    } catch (IOException e) {
      throw BerthServer.unusable(path + " cannot be made: " + e.getMessage(), e);
    }
  }

  /** The sockets of sessions. */
  Path doors() {
    return root.resolve("doors");
  }
}
