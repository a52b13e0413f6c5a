package dev.berth.init.holder;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How much is held by files that have no name any more but are still open somewhere in the session:
 * no walk over directories meets them. What is only mapped into memory is not seen; the floor of
 * free space bounds that.
 */
final class UnlinkedFiles {
  private static final Path PROC = Path.of("/proc");

  private UnlinkedFiles() {}

  /** Bytes on the file system of {@code root}; counting ends soon after the limit was passed. */
  static long measure(Path root, List<ProcessTable.Entry> processes, long stopAt)
      throws IOException {
    Object device = Files.getAttribute(root, "unix:dev", LinkOption.NOFOLLOW_LINKS);
    Set<Object> seen = new HashSet<>();
    long bytes = 0;
    for (ProcessTable.Entry process : processes) {
      Path directory = PROC.resolve(Long.toString(process.pid())).resolve("fd");
      try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(directory)) {
        for (Path descriptor : descriptors) {
          bytes += size(descriptor, device, seen);
        }
      } catch (IOException | DirectoryIteratorException e) {
        // The process has ended, and what it held open with it.
        continue;
      }
      if (bytes > stopAt) {
        return bytes;
      }
    }
    return bytes;
  }

  /** Looking at an open file by its descriptor neither opens it nor goes by any name. */
  private static long size(Path descriptor, Object device, Set<Object> seen) {
    try {
      Map<String, Object> file =
          Files.readAttributes(descriptor, "unix:dev,ino,nlink,size,isRegularFile");
      boolean counts =
          Boolean.TRUE.equals(file.get("isRegularFile"))
              && Integer.valueOf(0).equals(file.get("nlink"))
              && device.equals(file.get("dev"))
              && seen.add(file.get("ino"));
      return counts && file.get("size") instanceof Long size ? size : 0;
    } catch (IOException e) {
      // Closed meanwhile.
      return 0;
    }
  }
}
