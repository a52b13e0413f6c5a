package dev.berth.compute.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The host's processes as {@code /proc} shows them. Thread-safe: it has no state. */
final class HostProcesses {
  private static final Path PROC = Path.of("/proc");

  /** A process: pid and start time identify it since the host's last boot. */
  record Seen(long pid, long startTicks, List<String> arguments) {}

  /** When this process started, if it exists and has not ended. */
  Optional<Long> startTicks(long pid) {
    try {
      String stat = read(pid, "stat");
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      boolean ended = fields[0].equals("Z") || fields[0].equals("X");
      return ended ? Optional.empty() : Optional.of(Long.parseLong(fields[19]));
    } catch (IOException e) {
      // No such process: that is the answer.
      return Optional.empty();
    }
  }

  /** All processes that have arguments; kernel threads and ended ones have none. */
  List<Seen> all() throws IOException {
    List<Seen> seen = new ArrayList<>();
    for (long pid : pids()) {
      Optional<Long> start = startTicks(pid);
      List<String> arguments = arguments(pid);
      if (start.isPresent() && !arguments.isEmpty()) {
        seen.add(new Seen(pid, start.get(), arguments));
      }
    }
    return seen;
  }

  /**
   * Whether some process still has this directory mounted (as a sandbox's workspace) or as its
   * working directory.
   */
  boolean anyUses(Path directory) throws IOException {
    Path real = directory.toRealPath();
    int names = real.getNameCount();
    String tail = "/" + real.subpath(names - 2, names);
    for (long pid : pids()) {
      if (mounts(pid, tail) || worksIn(pid, real.toString())) {
        return true;
      }
    }
    return false;
  }

  /**
   * The inner number of a process that lives in a pid namespace below ours: 1 for the first of that
   * namespace; empty for a process of our own.
   */
  Optional<Long> innerPid(long pid) {
    try {
      for (String line : read(pid, "status").split("\n")) {
        if (line.startsWith("NSpid:")) {
          String[] numbers = line.substring("NSpid:".length()).strip().split("\\s+");
          return numbers.length < 2
              ? Optional.empty()
              : Optional.of(Long.parseLong(numbers[numbers.length - 1]));
        }
      }
    } catch (IOException e) {
      // Ended meanwhile.
      return Optional.empty();
    }
    return Optional.empty();
  }

  /**
   * A mount's fourth field is its path on its own file system. The names of leases in it are unique
   * everywhere, so its tail tells.
   */
  private static boolean mounts(long pid, String tail) {
    try {
      for (String line : read(pid, "mountinfo").split("\n")) {
        String[] fields = line.split(" ");
        if (fields.length > 3 && fields[3].endsWith(tail)) {
          return true;
        }
      }
    } catch (IOException e) {
      // Another user's process, or one that ended: neither is of our sessions.
      return false;
    }
    return false;
  }

  private static boolean worksIn(long pid, String path) {
    try {
      String cwd = Files.readSymbolicLink(PROC.resolve(pid + "/cwd")).toString();
      return cwd.equals(path) || cwd.startsWith(path + "/");
    } catch (IOException e) {
      // As above.
      return false;
    }
  }

  private static List<Long> pids() throws IOException {
    List<Long> pids = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path one : all) {
        pids.add(Long.parseLong(one.getFileName().toString()));
      }
    }
    return pids;
  }

  private static List<String> arguments(long pid) {
    try {
      String text = read(pid, "cmdline");
      return text.isEmpty() ? List.of() : List.of(text.split("\0"));
    } catch (IOException e) {
      // Ended meanwhile.
      return List.of();
    }
  }

  private static String read(long pid, String file) throws IOException {
    return new String(Files.readAllBytes(PROC.resolve(pid + "/" + file)), StandardCharsets.UTF_8);
  }
}
