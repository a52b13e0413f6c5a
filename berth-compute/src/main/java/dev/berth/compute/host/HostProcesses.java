package dev.berth.compute.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The host's processes as {@code /proc} shows them. Agents' processes are among them, and what a
 * process says of itself may be as large as its memory: every read is bounded, and arguments are
 * read only where they can matter. Thread-safe: it has no state.
 *
 * <p>A process that is gone is not there; one that cannot be read for another reason is an error,
 * since unknown is never gone.
 */
public final class HostProcesses {
  /** What is read of a process's arguments; a holder's and a sandbox's are some hundred bytes. */
  public static final int MAX_ARGUMENTS = 16 << 10;

  private static final Path PROC = Path.of("/proc");

  /** The kernel writes a line of some hundred bytes here. */
  private static final int MAX_STAT = 4 << 10;

  private static final int MAX_STATUS = 16 << 10;

  /** The kernel's flag PF_EXITING (linux/sched.h) in the ninth field of {@code stat}. */
  private static final long EXITING = 0x4;

  /** Some thousand mounts; the kernel writes this file, and a sandbox cannot mount. */
  private static final int MAX_MOUNTS = 4 << 20;

  /**
   * A process.
   *
   * @param startTicks together with the pid its identity since the host's last boot
   * @param uid the real user, as this server's user namespace numbers it
   * @param inner whether it lives in a pid namespace below ours
   */
  public record Seen(long pid, long startTicks, long uid, boolean inner, List<String> arguments) {}

  /** The answers of {@code /proc/PID/status}. */
  private record Status(long uid, Optional<Long> innerPid) {}

  /** When this process started, if it exists and has not ended. */
  public Optional<Long> startTicks(long pid) throws IOException {
    return start(pid);
  }

  private static Optional<Long> start(long pid) throws IOException {
    return stat(pid)
        .filter(fields -> !fields.get(0).equals("Z") && !fields.get(0).equals("X"))
        .map(fields -> Long.parseLong(fields.get(19)));
  }

  /** Whether it is there, and not on its way out, when it has given its mounts back already. */
  private static boolean isAlive(long pid) throws IOException {
    return start(pid).isPresent()
        && stat(pid).filter(fields -> (Long.parseLong(fields.get(6)) & EXITING) == 0).isPresent();
  }

  /** The fields after the program's name, the state first; proc(5) numbers it 3. */
  private static Optional<List<String>> stat(long pid) throws IOException {
    return text(pid, "stat", MAX_STAT)
        .filter(stat -> stat.lastIndexOf(')') >= 0)
        .map(stat -> List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ")));
  }

  /**
   * The processes that match, of those in our pid namespace and the first ones of namespaces below.
   * What else lives in a sandbox is not looked at.
   */
  public List<Seen> matching(Predicate<Seen> wanted) throws IOException {
    List<Seen> matching = new ArrayList<>();
    for (long pid : pids()) {
      look(pid, false).filter(wanted).ifPresent(matching::add);
    }
    return matching;
  }

  /** Every process that has arguments, those inside sandboxes included. */
  public List<Seen> all() throws IOException {
    List<Seen> all = new ArrayList<>();
    for (long pid : pids()) {
      look(pid, true).ifPresent(all::add);
    }
    return all;
  }

  /** All that was read is of one process: it started before the first read and at the last. */
  private Optional<Seen> look(long pid, boolean inside) throws IOException {
    Optional<Long> start = startTicks(pid);
    while (start.isPresent()) {
      Optional<Seen> seen = describe(pid, start.get(), inside);
      Optional<Long> still = startTicks(pid);
      if (still.equals(start)) {
        return seen;
      }
      start = still;
    }
    return Optional.empty();
  }

  private static Optional<Seen> describe(long pid, long start, boolean inside) throws IOException {
    Optional<Status> status = status(pid);
    if (status.isEmpty() || (!inside && status.get().innerPid().orElse(1L) != 1L)) {
      return Optional.empty();
    }
    List<String> arguments = arguments(pid);
    boolean inner = status.get().innerPid().isPresent();
    // Kernel threads have no arguments.
    return arguments.isEmpty()
        ? Optional.empty()
        : Optional.of(new Seen(pid, start, status.get().uid(), inner, arguments));
  }

  /** The user of this server. */
  public long ownUid() throws IOException {
    return status(ProcessHandle.current().pid())
        .orElseThrow(() -> new IOException("/proc does not show this process"))
        .uid();
  }

  /**
   * Whether some process still has this directory mounted (as a sandbox's workspace) or as its
   * working directory.
   */
  public boolean anyUses(Path directory) throws IOException {
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

  private static Optional<Status> status(long pid) throws IOException {
    Optional<String> text = text(pid, "status", MAX_STATUS);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    long uid = -1;
    Optional<Long> inner = Optional.empty();
    for (String line : text.get().split("\n")) {
      String[] words = line.split("\\s+");
      if (words[0].equals("Uid:")) {
        uid = Long.parseLong(words[1]);
      } else if (words[0].equals("NSpid:") && words.length > 2) {
        // One number per namespace, ours first; of a process of our own there is only one.
        inner = Optional.of(Long.parseLong(words[words.length - 1]));
      }
    }
    return Optional.of(new Status(uid, inner));
  }

  /**
   * A mount's fourth field is its path on its own file system. The names of leases in it are unique
   * everywhere, so its tail tells.
   */
  private static boolean mounts(long pid, String tail) throws IOException {
    // Another user's process cannot be read: it is of none of our sessions.
    byte[] mounts = read(pid, "mountinfo", MAX_MOUNTS).orElse(new byte[0]);
    for (String line : new String(mounts, StandardCharsets.UTF_8).split("\n")) {
      String[] fields = line.split(" ");
      if (fields.length > 3 && fields[3].endsWith(tail)) {
        return true;
      }
    }
    if (mounts.length >= MAX_MOUNTS) {
      throw new IOException("process " + pid + " has more mounts than can be looked through");
    }
    return false;
  }

  private static boolean worksIn(long pid, String path) {
    try {
      String cwd = Files.readSymbolicLink(PROC.resolve(pid + "/cwd")).toString();
      return cwd.equals(path) || cwd.startsWith(path + "/");
    } catch (IOException e) {
      // Another user's process, or one that ended: neither is of our sessions.
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

  private static List<String> arguments(long pid) throws IOException {
    String text = text(pid, "cmdline", MAX_ARGUMENTS).orElse("");
    return text.isEmpty() ? List.of() : List.of(text.split("\0"));
  }

  private static Optional<String> text(long pid, String file, int limit) throws IOException {
    return read(pid, file, limit).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** The file's beginning; empty when the process is gone, or another user's and closed to us. */
  private static Optional<byte[]> read(long pid, String file, int limit) throws IOException {
    try (InputStream in = Files.newInputStream(PROC.resolve(pid + "/" + file))) {
      return Optional.of(in.readNBytes(limit));
    } catch (NoSuchFileException | AccessDeniedException e) {
      return Optional.empty();
    } catch (IOException e) {
      if (file.equals("stat")
          ? Files.exists(PROC.resolve(Long.toString(pid)), LinkOption.NOFOLLOW_LINKS)
          : isAlive(pid)) {
        throw e;
      }
      // It ended, before or during the reading: an ended one has no mounts, for instance.
      return Optional.empty();
    }
  }
}
