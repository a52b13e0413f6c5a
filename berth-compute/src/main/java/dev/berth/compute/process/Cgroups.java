package dev.berth.compute.process;

import dev.berth.core.backend.SandboxSpec.ResourceLimits;
import dev.berth.core.id.LeaseId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The kernel's bounds for a session's processes and memory: a group below the server's own, so that
 * whatever bounds the server bounds its sessions too.
 */
sealed interface Cgroups {
  /** What is enforced, for the task's isolation field. */
  String inForce();

  /**
   * Makes the session's group with its limits.
   *
   * @throws IOException when the kernel refuses one
   */
  Group create(LeaseId lease, ResourceLimits limits) throws IOException;

  /** Where a lease's group is, or would be. */
  List<Path> directories(LeaseId lease);

  /**
   * A session's group.
   *
   * @param directories that the sandbox joins
   * @param memoryUsage a file with the bytes in use
   * @param memoryEvents a file with a line {@code oom_kill N}
   */
  record Group(List<Path> directories, Path memoryUsage, Path memoryEvents) {
    public Group {
      directories = List.copyOf(directories);
    }
  }

  /** What this server may use; empty when nothing. */
  static Optional<Cgroups> detect() throws IOException {
    Optional<Cgroups> v2 = V2.detect();
    return v2.isPresent() ? v2 : V1.detect();
  }

  /** Whether a group still has a process. */
  static boolean populated(Path directory) throws IOException {
    Path procs = directory.resolve("cgroup.procs");
    return Files.exists(procs) && !Files.readString(procs).isBlank();
  }

  /** Kills what is in a group; what forked meanwhile is still in it afterwards. */
  static void kill(Path directory) throws IOException {
    Path procs = directory.resolve("cgroup.procs");
    for (String pid : Files.exists(procs) ? Files.readAllLines(procs) : List.<String>of()) {
      Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(pid));
      // Looked at again with the handle in hand, which is good for no later process of this number.
      if (process.isPresent() && Files.readAllLines(procs).contains(pid)) {
        process.get().destroyForcibly();
      }
    }
  }

  /** Removes an empty group; one that is gone already is fine. */
  static void remove(Path directory) throws IOException {
    // The kernel's files inside need no deletion: removing the directory removes the group.
    Files.deleteIfExists(directory);
  }

  private static String group(LeaseId lease) {
    return "berth-" + lease.value();
  }

  /** The path of our own group in a hierarchy; its line is {@code id:controllers:path}. */
  private static Optional<String> own(String controller) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
      String[] parts = line.split(":", 3);
      if (List.of(parts[1].split(",")).contains(controller)) {
        return Optional.of(parts[2].substring(1));
      }
    }
    return Optional.empty();
  }

  /** The unified hierarchy, where a subtree was delegated to this server. */
  record V2(Path base) implements Cgroups {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    static Optional<Cgroups> detect() throws IOException {
      if (!Files.exists(ROOT.resolve("cgroup.controllers"))) {
        return Optional.empty();
      }
      Path base = ROOT.resolve(own("").orElse(""));
      List<String> controllers =
          List.of(Files.readString(base.resolve("cgroup.controllers")).strip().split(" "));
      if (!controllers.containsAll(List.of("memory", "pids"))
          || !Files.isWritable(base)
          || !Files.isWritable(base.resolve("cgroup.subtree_control"))) {
        return Optional.empty();
      }
      return delegated(base) ? Optional.of(new V2(base)) : Optional.empty();
    }

    /** A group with children that have limits may not hold processes itself: we move to a leaf. */
    private static boolean delegated(Path base) throws IOException {
      Path leaf = base.resolve("berth-server");
      try {
        Files.createDirectories(leaf);
        Files.writeString(
            leaf.resolve("cgroup.procs"), Long.toString(ProcessHandle.current().pid()));
        Files.writeString(base.resolve("cgroup.subtree_control"), "+memory +pids");
        return true;
      } catch (java.nio.file.FileSystemException e) {
        // Not ours alone: others live in the same group, or the controllers are not delegated.
        return false;
      }
    }

    @Override
    public List<Path> directories(LeaseId lease) {
      return List.of(base.resolve(group(lease)));
    }

    @Override
    public String inForce() {
      return "processes and memory limited by cgroup v2";
    }

    @Override
    public Group create(LeaseId lease, ResourceLimits limits) throws IOException {
      Path group = Files.createDirectory(base.resolve(group(lease)));
      Files.writeString(group.resolve("pids.max"), Integer.toString(limits.processes()));
      Files.writeString(group.resolve("memory.max"), Long.toString(limits.memoryBytes()));
      if (Files.exists(group.resolve("memory.swap.max"))) {
        Files.writeString(group.resolve("memory.swap.max"), "0");
      }
      return new Group(
          List.of(group), group.resolve("memory.current"), group.resolve("memory.events"));
    }
  }

  /** The older hierarchies, which only root may use. */
  record V1(Path memory, Path pids) implements Cgroups {
    static Optional<Cgroups> detect() throws IOException {
      Optional<Path> memory = base("memory");
      Optional<Path> pids = base("pids");
      if (memory.isEmpty() || pids.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(new V1(memory.get(), pids.get()));
    }

    private static Optional<Path> base(String controller) throws IOException {
      Path root = Path.of("/sys/fs/cgroup", controller);
      // In a container the path of our group may not exist below the mount, which is then it.
      return own(controller)
          .map(root::resolve)
          .map(path -> Files.isDirectory(path) ? path : root)
          .filter(Files::isWritable);
    }

    @Override
    public List<Path> directories(LeaseId lease) {
      return List.of(pids.resolve(group(lease)), memory.resolve(group(lease)));
    }

    @Override
    public String inForce() {
      return "processes and memory limited by cgroup v1";
    }

    @Override
    public Group create(LeaseId lease, ResourceLimits limits) throws IOException {
      Path processes = Files.createDirectory(pids.resolve(group(lease)));
      Files.writeString(processes.resolve("pids.max"), Integer.toString(limits.processes()));
      Path bytes = Files.createDirectory(memory.resolve(group(lease)));
      Files.writeString(
          bytes.resolve("memory.limit_in_bytes"), Long.toString(limits.memoryBytes()));
      return new Group(
          List.of(processes, bytes),
          bytes.resolve("memory.usage_in_bytes"),
          bytes.resolve("memory.oom_control"));
    }
  }
}
