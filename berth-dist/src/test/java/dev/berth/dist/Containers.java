package dev.berth.dist;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.core.exec.Command;
import dev.berth.core.exec.CommandRunner;
import dev.berth.core.exec.HostCommandRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
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

  /** Ids of the containers of a session, running or not. */
  static List<String> of(String session) {
    return docker(
            "ps",
            "--all",
            "--no-trunc",
            "--quiet",
            "--filter",
            "label=dev.berth.session=" + session)
        .lines()
        .toList();
  }

  /** Whether a container of this name is there. */
  static boolean exists(String name) {
    return !docker("ps", "--all", "--quiet", "--filter", "name=" + name).isEmpty();
  }

  static boolean isPaused(String session) {
    return of(session).stream()
        .anyMatch(id -> docker("inspect", "--format", "{{.State.Paused}}", id).equals("true"));
  }

  /** Processor time that a session's containers have used, in clock ticks. */
  static long ticks(String session) throws IOException {
    List<String> ids = of(session);
    long sum = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : all) {
        sum += ticks(process, ids);
      }
    }
    return sum;
  }

  private static long ticks(Path process, List<String> ids) {
    try {
      String groups = Files.readString(process.resolve("cgroup"));
      if (ids.stream().noneMatch(groups::contains)) {
        return 0;
      }
      String stat =
          new String(Files.readAllBytes(process.resolve("stat")), StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    } catch (IOException e) {
      // One that ended while the others were counted.
      return 0;
    }
  }
}
