package dev.berth.compute.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The arguments that make a sandbox: an allowlist, everything not named here does not exist inside.
 * Immutable.
 */
final class SandboxLayout {
  /** With the names that they have in the installation: a start-up cache knows its jar by them. */
  static final String INIT_JAR = "/opt/berth/init/berth-init.jar";

  static final String INIT_CACHE = "/opt/berth/init/init.aot";
  static final String AGENT = "/opt/berth/agent";
  static final String MEMORY_USAGE = "/opt/berth/memory.usage";

  private final ProcessSettings settings;
  private final GeneratedEtc etc;

  SandboxLayout(ProcessSettings settings, GeneratedEtc etc) {
    this.settings = settings;
    this.etc = etc;
  }

  /** What differs from one sandbox to the next. */
  record Mounts(
      Path workspace, Optional<Path> doors, Optional<Path> agent, Optional<Path> memoryUsage) {}

  /** In the order in which bwrap carries them out. */
  List<String> arguments(Mounts mounts) {
    List<String> arguments = new ArrayList<>();
    namespaces(arguments);
    programs(arguments);
    arguments.addAll(etc.arguments());
    arguments.addAll(List.of("--proc", "/proc", "--dev", "/dev"));
    tmpfs(arguments, "/dev/shm", 256L << 20, "1777");
    tmpfs(arguments, "/tmp", settings.sizes().tmp(), "1777");
    tmpfs(arguments, "/run", 1 << 20, "0755");
    arguments.addAll(List.of("--perms", "0755", "--dir", "/home"));
    tmpfs(arguments, "/home/agent", settings.sizes().home(), "0700");
    arguments.addAll(List.of("--perms", "0755", "--dir", "/opt/berth"));
    readOnly(arguments, settings.initJar(), INIT_JAR);
    settings.cache("init").ifPresent(file -> readOnly(arguments, file, INIT_CACHE));
    mounts.agent().ifPresent(path -> readOnly(arguments, path, AGENT));
    mounts.memoryUsage().ifPresent(path -> readOnly(arguments, path, MEMORY_USAGE));
    mounts.doors().ifPresent(path -> readOnly(arguments, path, "/run/berth"));
    arguments.addAll(List.of("--bind", mounts.workspace().toString(), "/workspace"));
    // The kernel's settings below /proc/sys belong to uid 0 and ask for no capability: of a server
    // that runs as root the sandbox could write them, core_pattern above all, which is a way out.
    for (String closed : List.of("/proc", "/run", "/dev", "/")) {
      arguments.addAll(List.of("--remount-ro", closed));
    }
    arguments.addAll(List.of("--chdir", "/workspace", "--seccomp", "4"));
    return arguments;
  }

  private static void namespaces(List<String> arguments) {
    arguments.addAll(
        List.of(
            "--unshare-user",
            "--unshare-pid",
            "--unshare-net",
            "--unshare-ipc",
            "--unshare-uts",
            "--unshare-cgroup-try",
            "--disable-userns"));
    arguments.addAll(List.of("--uid", "1000", "--gid", "1000", "--hostname", "berth"));
    arguments.addAll(List.of("--new-session", "--die-with-parent", "--clearenv"));
    arguments.addAll(List.of("--cap-drop", "ALL"));
  }

  private void programs(List<String> arguments) {
    readOnly(arguments, Path.of("/usr"), "/usr");
    for (String name : List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")) {
      Path path = Path.of(name);
      if (Files.isSymbolicLink(path)) {
        arguments.addAll(List.of("--symlink", target(path), name));
      } else if (Files.isDirectory(path)) {
        readOnly(arguments, path, name);
      }
    }
    if (!settings.javaHome().startsWith("/usr")) {
      readOnly(arguments, settings.javaHome(), settings.javaHome().toString());
    }
    settings.mounts().forEach(path -> readOnly(arguments, path, path.toString()));
    settings.caches().forEach(path -> readOnly(arguments, path, path.toString()));
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("reading the link " + link, e);
    }
  }

  private static void readOnly(List<String> arguments, Path source, String target) {
    arguments.addAll(List.of("--ro-bind", source.toString(), target));
  }

  private static void tmpfs(List<String> arguments, String path, long bytes, String mode) {
    arguments.addAll(List.of("--size", Long.toString(bytes), "--perms", mode, "--tmpfs", path));
  }
}
