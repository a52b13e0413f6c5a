package dev.berth.dist.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the machine shows of one data directory, whatever the server says. */
final class HostView {
  private static final List<Path> CGROUPS =
      List.of(Path.of("/sys/fs/cgroup/pids"), Path.of("/sys/fs/cgroup/memory"));

  private final Path data;

  HostView(Path data) {
    this.data = data;
  }

  /** The holder of a lease: it carries the lease's id and its session directory as arguments. */
  Optional<ProcessHandle> holder(String lease) {
    return processes(data.toString()).stream()
        .filter(process -> arguments(process).contains(lease))
        .filter(process -> arguments(process).contains("berth-init"))
        .findFirst();
  }

  /** Its sandbox: the child that everything inside hangs on. */
  Optional<ProcessHandle> sandbox(ProcessHandle holder) {
    return holder.children().findFirst();
  }

  /** The agent's own process in a sandbox. */
  Optional<ProcessHandle> agent(ProcessHandle holder) {
    return holder
        .descendants()
        .filter(process -> arguments(process).contains("/agent/"))
        .filter(process -> !arguments(process).contains("berth-init"))
        .findFirst();
  }

  /** Sends a signal to everything below a holder. */
  void signal(ProcessHandle holder, String name) {
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    holder.descendants().map(process -> Long.toString(process.pid())).forEach(command::add);
    try {
      new ProcessBuilder(command).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends whatever runs on this data directory: a campaign that failed leaves nothing running. */
  void killAll() {
    for (int i = 0; i < 100 && !processes(data.toString()).isEmpty(); i++) {
      processes(data.toString()).forEach(ProcessHandle::destroyForcibly);
    }
  }

  /** Everything of this data directory and of these leases that is still there. */
  List<String> leftovers(List<String> leases) throws IOException {
    List<String> left = new ArrayList<>();
    processes(data.toString()).forEach(p -> left.add("process " + p.pid() + " " + arguments(p)));
    for (String name : List.of("workspaces", "sessions", "doors")) {
      entries(data.resolve(name)).forEach(entry -> left.add(name + " " + entry));
    }
    try (Stream<String> sockets = Files.lines(Path.of("/proc/net/unix"))) {
      sockets.filter(line -> line.contains(data.toString())).forEach(left::add);
    }
    for (Path cgroup : CGROUPS) {
      for (String lease : leases) {
        if (Files.exists(cgroup.resolve("berth-" + lease))) {
          left.add("cgroup " + cgroup.resolve("berth-" + lease));
        }
      }
    }
    return left;
  }

  private static List<ProcessHandle> processes(String mark) {
    return ProcessHandle.allProcesses()
        .filter(process -> arguments(process).contains(mark))
        .filter(process -> !arguments(process).contains(ArmedServer.class.getName()))
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .toList();
  }

  private static String arguments(ProcessHandle process) {
    try {
      return new String(
              Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "cmdline")),
              StandardCharsets.UTF_8)
          .replace('\0', ' ');
    } catch (IOException e) {
      // It has ended.
      return "";
    }
  }

  private static List<Path> entries(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    }
  }
}
