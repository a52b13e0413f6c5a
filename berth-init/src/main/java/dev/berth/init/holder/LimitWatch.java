package dev.berth.init.holder;

import dev.berth.init.clock.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

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
  private final Optional<DiskWatch> disk;

  LimitWatch(HolderSettings settings, Clock clock, SessionHolder holder) {
    this.settings = settings;
    this.clock = clock;
    this.holder = holder;
    this.disk =
        settings
            .limits()
            .disk()
            .map(root -> new DiskWatch(settings.limits(), new WorkspaceDisk(root), clock));
  }

  /** The workspace, and what its session holds open of files without a name. */
  private final class WorkspaceDisk implements DiskWatch.Disk {
    private final Path root;

    WorkspaceDisk(Path root) {
      this.root = root;
    }

    @Override
    public long free() throws IOException {
      return Files.getFileStore(root).getUsableSpace();
    }

    @Override
    public DiskUsage.Measured usage() throws IOException {
      long limit = settings.limits().diskBytes();
      DiskUsage.Measured tree = DiskUsage.measure(root, limit);
      long unlinked =
          UnlinkedFiles.measure(
              root, holder.table().descendants(ProcessHandle.current().pid()), limit);
      return new DiskUsage.Measured(tree.bytes() + unlinked, tree.tooDeep(), tree.unreadable());
    }
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
      if (holder.overdue(clock.instant())) {
        holder.requestStop(GRACE, "hard_end");
      }
      if (disk.isPresent()) {
        Optional<String> end = disk.get().look();
        holder.measuredDisk(disk.get().bytes());
        end.ifPresent(why -> holder.requestStop(GRACE, why));
      }
      if (settings.limits().memoryBytes() > 0) {
        lookAtMemory();
      }
    } catch (IOException e) {
      System.err.println("holder: a limit could not be looked at: " + e);
    } catch (RuntimeException | Error e) {
      // An agent may have brought this about, and without a watch nothing would bound it.
      System.err.println("holder: the watch failed: " + e);
      holder.requestStop(Duration.ZERO, "watch_failed");
    }
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
