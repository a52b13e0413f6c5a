package dev.berth.chaos.real;

import dev.berth.cli.command.CliException;
import dev.berth.core.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
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
    while (!kill(leases) && time.nanos() - begin < PATIENCE.toNanos()) {
      try {
        time.sleep(LOOK);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    for (Path cgroup : host.cgroups(leases)) {
      try {
        Files.deleteIfExists(cgroup);
      } catch (IOException e) {
        throw CliException.failed(
            "LAB_LEFT_CGROUP",
            "the fault lab could not remove " + cgroup + ": " + e.getMessage(),
            "Look at its cgroup.procs, and remove it with rmdir.");
      }
    }
    lab.delete();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether nothing was left to kill. */
  private boolean kill(Collection<String> leases) {
    var left = host.ours(leases, Set.of());
    left.forEach(p -> ProcessHandle.of(p.pid()).ifPresent(ProcessHandle::destroyForcibly));
    return left.isEmpty();
  }
}
