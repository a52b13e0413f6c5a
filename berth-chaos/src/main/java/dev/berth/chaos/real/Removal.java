package dev.berth.chaos.real;

import dev.berth.cli.command.CliException;
import dev.berth.core.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Takes away everything that a run has left, however it ended; by the run's own mark, so that
 * nothing else can be meant.
 */
final class Removal {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration LOOK = Duration.ofMillis(20);

  private final Lab lab;
  private final Host host;
  private final Time time;

  Removal(Lab lab, Host host, Time time) {
    this.lab = lab;
    this.host = host;
    this.time = time;
  }

  /** Runs to its end, also when somebody is in a hurry. */
  void run(Collection<String> leases) {
    boolean interrupted = Thread.interrupted();
    long begin = time.nanos();
    while (!isGone(leases) && time.nanos() - begin < PATIENCE.toNanos()) {
      try {
        time.sleep(LOOK);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    lab.delete();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    List<String> left = host.leftovers(leases, Set.of());
    if (!left.isEmpty()) {
      throw CliException.failed(
          "LAB_LEFT_THINGS",
          "the fault lab could not take away " + left.getFirst(),
          "Look what keeps it, and take it away yourself; it is of no use to anybody.");
    }
  }

  /** Kills what is there; whether nothing was. A group goes when its last process is reaped. */
  private boolean isGone(Collection<String> leases) {
    List<Host.Seen> processes = host.ours(leases, Set.of());
    processes.forEach(p -> ProcessHandle.of(p.pid()).ifPresent(ProcessHandle::destroyForcibly));
    List<String> containers = host.containers();
    host.remove(containers);
    boolean gone = processes.isEmpty() && containers.isEmpty();
    for (Path cgroup : host.cgroups(leases)) {
      try {
        Files.deleteIfExists(cgroup);
      } catch (IOException e) {
        gone = false;
      }
    }
    return gone;
  }
}
