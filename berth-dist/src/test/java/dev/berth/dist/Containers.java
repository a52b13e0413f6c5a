package dev.berth.dist;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.core.exec.Command;
import dev.berth.core.exec.CommandRunner;
import dev.berth.core.exec.HostCommandRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What this machine's engine and kernel say of containers, whatever a server thinks. */
final class Containers {
  private static final String IMAGE = "berth-sandbox:latest";
  private static final CommandRunner HOST =
      new HostCommandRunner("/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin");

  private Containers() {}

  static void require() {
    assumeTrue(
        docker("image", "inspect", "--format", "{{.Id}}", IMAGE).startsWith("sha256:"),
        "no container engine answers with the image " + IMAGE);
  }

  private static String docker(String... arguments) {
    String[] argv = new String[arguments.length + 1];
    argv[0] = "docker";
    System.arraycopy(arguments, 0, argv, 1, arguments.length);
    return HOST.run(Command.of(argv)).text();
  }

  /** Whether a container of this name is there. */
  static boolean exists(String name) {
    return !docker("ps", "--all", "--quiet", "--filter", "name=" + name).isEmpty();
  }

  /** Ends a container from outside. */
  static void kill(String name) {
    docker("kill", id(name));
  }

  /** Processor time that a container has used so far, in microseconds, by the kernel's account. */
  static long cpuMicros(String name) {
    String pid = docker("inspect", "--format", "{{.State.Pid}}", id(name));
    try {
      for (String line : Files.readAllLines(Path.of("/proc", pid, "cgroup"))) {
        String[] parts = line.split(":", 3);
        Path group = Path.of("/sys/fs/cgroup");
        if (parts[1].isEmpty() && Files.exists(group.resolve("cgroup.controllers"))) {
          return usage(group.resolve(parts[2].substring(1)).resolve("cpu.stat"));
        }
        if (List.of(parts[1].split(",")).contains("cpuacct")) {
          Path usage =
              group.resolve("cpuacct").resolve(parts[2].substring(1)).resolve("cpuacct.usage");
          return Long.parseLong(Files.readString(usage).strip()) / 1_000;
        }
      }
      throw new IllegalStateException("no account of the processor for " + name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long usage(Path stat) throws IOException {
    for (String line : Files.readAllLines(stat)) {
      if (line.startsWith("usage_usec ")) {
        return Long.parseLong(line.substring("usage_usec ".length()));
      }
    }
    throw new IllegalStateException("no usage in " + stat);
  }

  private static String id(String name) {
    return docker("ps", "--quiet", "--filter", "name=" + name);
  }
}
