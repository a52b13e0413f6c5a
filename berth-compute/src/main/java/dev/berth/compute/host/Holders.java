package dev.berth.compute.host;

import dev.berth.core.id.LeaseId;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what belongs to a lease among the host's processes: its holder, which carries the lease and
 * our session directory in its arguments, and the sandbox program or session init, whose command
 * line is the one that we make and carries the lease. Anybody may run a program with a lease's id
 * in its arguments, an operator who searches for it above all: only our own user's processes of
 * exactly these forms count. An agent may give its processes such arguments, too; but those live in
 * a pid namespace, where only the first one, which is bubblewrap's, is looked at.
 */
public final class Holders {
  private static final String MAIN = "dev.berth.init.Holder";
  private static final String INIT = "dev.berth.init.SessionInit";

  /** Holder's shell just before it becomes bubblewrap, bubblewrap, and session init without it. */
  private static final Set<String> SANDBOX_PROGRAMS = Set.of("sh", "bwrap", "java");

  /** The launcher just before it becomes the JVM, and the JVM. */
  private static final Set<String> HOLDER_PROGRAMS = Set.of("setsid", "java");

  /** A killed process may just have forked: its child is seen in the next round. */
  private static final int ROUNDS = 100;

  private final Path sessions;
  private final HostProcesses processes;

  public Holders(Path sessions, HostProcesses processes) {
    this.sessions = sessions;
    this.processes = processes;
  }

  /** A holder of this installation, or another process of a lease. */
  public record Found(LeaseId lease, long pid, long startTicks) {}

  /** Whether exactly this process is alive. */
  public boolean alive(Handle handle) throws IOException {
    return alive(handle.pid(), handle.startTicks());
  }

  private boolean alive(long pid, long startTicks) throws IOException {
    return processes.startTicks(pid).filter(start -> start == startTicks).isPresent();
  }

  /** Every holder of this installation. */
  public List<Found> all() throws IOException {
    long uid = processes.ownUid();
    List<Found> found = new ArrayList<>();
    for (HostProcesses.Seen seen : processes.matching(p -> holderOf(p, uid).isPresent())) {
      holderOf(seen, uid)
          .ifPresent(lease -> found.add(new Found(lease, seen.pid(), seen.startTicks())));
    }
    return found;
  }

  private Optional<LeaseId> holderOf(HostProcesses.Seen seen, long uid) {
    List<String> arguments = seen.arguments();
    int main = arguments.size() - 3;
    if (seen.inner()
        || seen.uid() != uid
        || main < 1
        || !arguments.get(main).equals(MAIN)
        || !HOLDER_PROGRAMS.contains(program(arguments))) {
      return Optional.empty();
    }
    return path(arguments.get(main + 2))
            .filter(directory -> directory.startsWith(sessions))
            .isEmpty()
        ? Optional.empty()
        : SessionFiles.lease(arguments.get(main + 1));
  }

  private static Optional<Path> path(String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      // Somebody else's argument; ours are paths.
      return Optional.empty();
    }
  }

  /** The holder of one lease. */
  public Optional<Found> find(LeaseId lease) throws IOException {
    return all().stream().filter(found -> found.lease().equals(lease)).findFirst();
  }

  /** Any process of the lease: its holder, its sandbox program, its session init. */
  public Optional<Found> anyOf(LeaseId lease) throws IOException {
    long uid = processes.ownUid();
    return processes
        .matching(
            seen -> sandboxOf(seen, lease, uid) || holderOf(seen, uid).equals(Optional.of(lease)))
        .stream()
        .findFirst()
        .map(seen -> new Found(lease, seen.pid(), seen.startTicks()));
  }

  private static boolean sandboxOf(HostProcesses.Seen seen, LeaseId lease, long uid) {
    List<String> arguments = seen.arguments();
    return seen.uid() == uid
        && arguments.getLast().equals(INIT)
        && arguments.contains("-Dberth.lease=" + lease.value())
        && SANDBOX_PROGRAMS.contains(program(arguments));
  }

  private static String program(List<String> arguments) {
    String first = arguments.getFirst();
    return first.substring(first.lastIndexOf('/') + 1);
  }

  /**
   * Kills this process and, first, everything below it: without a sandbox its children would
   * otherwise outlive it. Only if it is still the process that was seen.
   */
  public void kill(long pid, long startTicks) throws IOException {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    // Looked at after the handle was taken: that one is good for no later process of this number.
    if (process.isEmpty() || !alive(pid, startTicks)) {
      return;
    }
    for (int round = 0; round < ROUNDS; round++) {
      List<ProcessHandle> below = process.get().descendants().toList();
      if (below.isEmpty()) {
        break;
      }
      below.forEach(ProcessHandle::destroyForcibly);
    }
    process.get().destroyForcibly();
  }

  public HostProcesses processes() {
    return processes;
  }
}
