package dev.berth.init.holder;

import dev.berth.init.clock.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Looks once a second at what the kernel does not bound here: the hard end of a session whose
 * server is away, the disk, and the memory where there is no cgroup.
 */
final class LimitWatch {
  /** A session stopped for a limit gets a moment to save what it has, not the usual grace. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final long PAGE = 4096;

  private final HolderSettings settings;
  private final Clock clock;
  private final SessionHolder holder;
  private Instant nextMeasure = Instant.MIN;

  LimitWatch(HolderSettings settings, Clock clock, SessionHolder holder) {
    this.settings = settings;
    this.clock = clock;
    this.holder = holder;
  }

  void run() {
    try {
      while (true) {
        clock.sleep(settings.limits().interval());
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      Instant now = clock.instant();
      if (holder.overdue(now)) {
        holder.requestStop(GRACE, "hard_end");
      }
      if (settings.limits().disk().isPresent() && !now.isBefore(nextMeasure)) {
        lookAtDisk(settings.limits().disk().get(), now);
      }
      if (settings.limits().memoryBytes() > 0) {
        lookAtMemory();
      }
    } catch (IOException e) {
      System.err.println("holder: a limit could not be looked at: " + e);
    }
  }

  /** A big tree is measured less often, so that at most a quarter of one core goes into it. */
  private void lookAtDisk(Path directory, Instant now) throws IOException {
    HolderSettings.WatchedLimits limits = settings.limits();
    if (limits.freeBytes() > 0
        && Files.getFileStore(directory).getUsableSpace() < limits.freeBytes()) {
      holder.requestStop(GRACE, "disk_low");
      return;
    }
    DiskUsage.Measured measured = DiskUsage.measure(directory, limits.diskBytes());
    long bytes =
        measured.bytes()
            + UnlinkedFiles.measure(
                directory,
                holder.table().descendants(ProcessHandle.current().pid()),
                limits.diskBytes());
    holder.measuredDisk(bytes);
    if (bytes > limits.diskBytes()) {
      holder.requestStop(GRACE, "disk_limit");
    } else if (measured.tooDeep()) {
      holder.requestStop(GRACE, "disk_unmeasurable");
    }
    Duration took = Duration.between(now, clock.instant());
    nextMeasure = now.plus(took.multipliedBy(4));
  }

  private void lookAtMemory() throws IOException {
    long pages = 0;
    for (ProcessTable.Entry entry : holder.table().descendants(ProcessHandle.current().pid())) {
      pages += entry.residentPages();
    }
    if (pages * PAGE > settings.limits().memoryBytes()) {
      holder.passedMemoryLimit();
      holder.requestStop(Duration.ZERO, "memory_limit");
    }
  }
}
