package dev.berth.compute.process;

import dev.berth.core.id.LeaseId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds what belongs to a lease among the host's processes: its holder, which carries the lease and
 * our session directory in its arguments, and what the holder starts, which carries the lease. An
 * agent may give its own processes such arguments; but those live in a pid namespace, and there
 * only the first one, which is bubblewrap's, counts.
 */
final class Holders {
  private static final String MAIN = "dev.berth.init.Holder";

  private final Path sessions;
  private final HostProcesses processes;

  Holders(Path sessions, HostProcesses processes) {
    this.sessions = sessions;
    this.processes = processes;
  }

  /** A holder of this installation. */
  record Found(LeaseId lease, long pid, long startTicks) {}

  /** Whether exactly this process is alive. */
  boolean alive(Handle handle) {
    return processes.startTicks(handle.pid()).filter(s -> s == handle.startTicks()).isPresent();
  }

  /** Every holder of this installation. */
  List<Found> all() throws IOException {
    List<Found> found = new ArrayList<>();
    for (HostProcesses.Seen seen : processes.all()) {
      List<String> arguments = seen.arguments();
      int main = arguments.indexOf(MAIN);
      if (main < 0 || arguments.size() != main + 3 || processes.innerPid(seen.pid()).isPresent()) {
        continue;
      }
      if (Path.of(arguments.get(main + 2)).startsWith(sessions)) {
        SessionFiles.lease(arguments.get(main + 1))
            .ifPresent(lease -> found.add(new Found(lease, seen.pid(), seen.startTicks())));
      }
    }
    return found;
  }

  /** The holder of one lease. */
  Optional<Found> find(LeaseId lease) throws IOException {
    return all().stream().filter(found -> found.lease().equals(lease)).findFirst();
  }

  /** Any process of the lease: its holder, its sandbox program, its session init. */
  OptionalLong anyOf(LeaseId lease) throws IOException {
    String property = "-Dberth.lease=" + lease.value();
    for (HostProcesses.Seen seen : processes.all()) {
      boolean mentions =
          seen.arguments().contains(lease.value()) || seen.arguments().contains(property);
      if (mentions && processes.innerPid(seen.pid()).orElse(1L) == 1L) {
        return OptionalLong.of(seen.pid());
      }
    }
    return OptionalLong.empty();
  }

  HostProcesses processes() {
    return processes;
  }
}
