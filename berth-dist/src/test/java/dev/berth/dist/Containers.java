package dev.berth.dist;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.core.exec.Command;
import dev.berth.core.exec.CommandRunner;
import dev.berth.core.exec.HostCommandRunner;

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
}
