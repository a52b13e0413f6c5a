package dev.berth.chaos.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the machine shows of one run, whatever the server says: read from the kernel's files and the
 * directories, with nothing of the product's. Thread-safe: it has no state.
 */
final class Host {
  private static final Path PROC = Path.of("/proc");
  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

  /** Deep enough for a server that was started below a user's own group. */
  private static final int CGROUP_DEPTH = 8;

  /** Where the server keeps something of each session, named after its lease. */
  private static final List<String> OF_SESSIONS = List.of("workspaces", "sessions", "doors");

  private final Lab lab;

  Host(Lab lab) {
    this.lab = lab;
  }

  /** A process with what is known of it. */
  record Seen(long pid, String arguments) {
    @Override
    public String toString() {
      return "process " + pid + " " + arguments.substring(0, Math.min(arguments.length(), 160));
    }
  }

  /** The holders of sessions: those that carry the run's mark and are parents of a sandbox. */
  List<Seen> holders() {
    return processes().stream()
        .filter(p -> p.arguments().contains(lab.mark()))
        .filter(p -> p.arguments().contains("berth-init"))
        .toList();
  }

  /** The agents of sessions: what runs the lab's script among mounts of this run. */
  List<Seen> agents() {
    return processes().stream()
        .filter(p -> p.arguments().contains("/opt/berth/agent/lab.sh"))
        .filter(p -> text(p.pid(), "mountinfo").contains(lab.mark()))
        .toList();
  }

  /** Names of what the server keeps for sessions: directory and lease. */
  List<String> entries() {
    List<String> names = new ArrayList<>();
    for (String directory : OF_SESSIONS) {
      Path path = lab.data().resolve(directory);
      if (Files.isDirectory(path)) {
        try (Stream<Path> found = Files.list(path)) {
          found.map(entry -> directory + "/" + entry.getFileName()).forEach(names::add);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return names;
  }

  /**
   * Everything of this run that is there.
   *
   * @param leases names that were ever seen in it
   * @param but processes that belong to the lab itself
   */
  List<String> leftovers(Collection<String> leases, Set<Long> but) {
    List<String> left = new ArrayList<>(entries());
    processes().stream()
        .filter(p -> !but.contains(p.pid()) && isOurs(p, leases))
        .map(Seen::toString)
        .forEach(left::add);
    marked(PROC.resolve("net/unix"), "socket", left);
    marked(PROC.resolve("self/mountinfo"), "mount", left);
    cgroups(leases).forEach(cgroup -> left.add("cgroup " + cgroup));
    containers().forEach(container -> left.add("container " + container));
    return left;
  }

  /** Every process of this run but these. */
  List<Seen> ours(Collection<String> leases, Set<Long> but) {
    return processes().stream().filter(p -> !but.contains(p.pid()) && isOurs(p, leases)).toList();
  }

  /**
   * Containers with a directory of this run among their mounts, by id; as the engine's own listing
   * has them, those that have ended too. None where there is no engine.
   */
  List<String> containers() {
    return engine("ps", "--all", "--no-trunc", "--format", "{{.ID}} {{.Mounts}}").stream()
        .filter(line -> line.contains(lab.mark()))
        .map(line -> line.substring(0, line.indexOf(' ')))
        .toList();
  }

  /** Ends and deletes containers, without asking whether they are there. */
  void remove(List<String> containers) {
    containers.forEach(id -> engine("rm", "--force", id));
  }

  private List<String> engine(String... arguments) {
    if (!lab.hasContainers()) {
      return List.of();
    }
    List<String> command = new ArrayList<>(lab.engine());
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return output.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Cgroups that are named after one of these leases. */
  List<Path> cgroups(Collection<String> leases) {
    if (leases.isEmpty() || !Files.isDirectory(CGROUPS)) {
      return List.of();
    }
    try (Stream<Path> found =
        Files.find(
            CGROUPS,
            CGROUP_DEPTH,
            (path, attributes) -> attributes.isDirectory() && isOf(path, leases))) {
      return found.toList();
    } catch (IOException | UncheckedIOException e) {
      // A group of somebody else's went while we walked: the next look sees it all.
      return List.of();
    }
  }

  private static boolean isOf(Path cgroup, Collection<String> leases) {
    String name = cgroup.getFileName().toString();
    return name.startsWith("berth-") && leases.contains(name.substring("berth-".length()));
  }

  private boolean isOurs(Seen process, Collection<String> leases) {
    String mark = lab.mark();
    if (process.arguments().contains(mark)
        || leases.stream().anyMatch(process.arguments()::contains)) {
      return true;
    }
    String groups = text(process.pid(), "cgroup");
    return leases.stream().anyMatch(lease -> groups.contains("berth-" + lease))
        || workingDirectory(process.pid()).contains(mark)
        || text(process.pid(), "environ").contains(mark)
        || text(process.pid(), "mountinfo").contains(mark);
  }

  /** Every process but this one. */
  static List<Seen> processes() {
    long self = ProcessHandle.current().pid();
    try (Stream<Path> found = Files.list(PROC)) {
      return found
          .map(path -> path.getFileName().toString())
          .filter(name -> name.chars().allMatch(c -> c >= '0' && c <= '9'))
          .map(Long::parseLong)
          .filter(pid -> pid != self)
          .map(pid -> new Seen(pid, text(pid, "cmdline")))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void marked(Path file, String what, List<String> into) {
    try (Stream<String> lines = Files.lines(file)) {
      lines
          .filter(line -> line.contains(lab.mark()))
          .map(line -> what + " " + line)
          .forEach(into::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String workingDirectory(long pid) {
    try {
      return Files.readSymbolicLink(PROC.resolve(Long.toString(pid)).resolve("cwd")).toString();
    } catch (IOException e) {
      return "";
    }
  }

  /** Empty for one that has ended, or that is somebody else's. */
  private static String text(long pid, String file) {
    try {
      byte[] bytes = Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve(file));
      return new String(bytes, StandardCharsets.UTF_8).replace('\0', ' ');
    } catch (IOException e) {
      return "";
    }
  }

  /** When it was started, in the kernel's ticks; tells two processes of one number apart. */
  static Optional<String> startOf(long pid) {
    String stat = text(pid, "stat");
    int end = stat.lastIndexOf(')');
    String[] fields = end < 0 ? new String[0] : stat.substring(end + 1).strip().split(" ");
    // The twenty-second field of proc(5)'s list; the third is the first after the name.
    return fields.length > 19 ? Optional.of(fields[19]) : Optional.empty();
  }
}
