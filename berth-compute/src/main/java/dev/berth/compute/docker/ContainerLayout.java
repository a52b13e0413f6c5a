package dev.berth.compute.docker;

import dev.berth.compute.host.HolderProcess;
import dev.berth.compute.host.TrustFiles;
import dev.berth.core.backend.SandboxSpec.ResourceLimits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The arguments that make a container a sandbox: no network, nothing writable but the workspace and
 * memory file systems of a known size, no capability, no way to more rights. Immutable.
 */
final class ContainerLayout {
  /** With the names that they have in the installation: a start-up cache knows its jar by them. */
  static final String INIT_JAR = "/opt/berth/init/berth-init.jar";

  static final String INIT_CACHE = "/opt/berth/init/init.aot";
  private static final String AGENT = "/opt/berth/agent";

  private static final long SHARED_MEMORY = 256L << 20;

  /** First to go when the host runs out of memory, rather than the server. */
  private static final int OOM_SCORE = 600;

  private final DockerSettings settings;
  private final HolderProcess programs;
  private final AgentUser user;
  private final ContainerFiles files;

  ContainerLayout(
      DockerSettings settings, HolderProcess programs, AgentUser user, ContainerFiles files) {
    this.settings = settings;
    this.programs = programs;
    this.user = user;
    this.files = files;
  }

  /** What differs from one container to the next. */
  record Mounts(Path workspace, Optional<Path> doors, Optional<Path> agent) {}

  /** The options of a create or run call. */
  List<String> options(Mounts mounts, ResourceLimits limits) {
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--pull", "never", "--network", "none", "--hostname", "berth"));
    options.addAll(List.of("--read-only", "--cap-drop", "ALL"));
    options.addAll(List.of("--security-opt", "no-new-privileges"));
    options.addAll(List.of("--user", user.text(), "--workdir", "/workspace"));
    // What is printed goes to the holder, which bounds it; the engine would fill its disk with it.
    options.addAll(List.of("--log-driver", "none", "--restart", "no"));
    // Programs of the operator's image must not change what session init is.
    options.addAll(List.of("--env", "JAVA_TOOL_OPTIONS=", "--env", "JDK_JAVA_OPTIONS="));
    bounds(options, limits);
    tmpfs(options, "/tmp", settings.sizes().tmp(), "mode=1777");
    tmpfs(
        options,
        "/home/agent",
        settings.sizes().home(),
        "mode=0700,uid=%d,gid=%d".formatted(user.uid(), user.gid()));
    readOnly(options, programs.initJar(), INIT_JAR);
    programs.cache("init").ifPresent(file -> readOnly(options, file, INIT_CACHE));
    readOnly(options, programs.javaHome(), programs.javaHome().toString());
    for (TrustFiles.Bind bind : files.binds()) {
      readOnly(options, bind.source(), bind.target());
    }
    settings.mounts().forEach(path -> readOnly(options, path, path.toString()));
    mounts.agent().ifPresent(path -> readOnly(options, path, AGENT));
    mounts.doors().ifPresent(path -> readOnly(options, path, "/run/berth"));
    mount(options, mounts.workspace(), "/workspace", "");
    return options;
  }

  private void bounds(List<String> options, ResourceLimits limits) {
    String memory = Long.toString(limits.memoryBytes());
    // The same twice: no swap beside it.
    options.addAll(List.of("--memory", memory, "--memory-swap", memory));
    options.addAll(List.of("--pids-limit", Integer.toString(limits.processes())));
    double cpus = Math.min(settings.cpus(), Runtime.getRuntime().availableProcessors());
    options.addAll(List.of("--cpus", String.format(Locale.ROOT, "%.2f", cpus)));
    options.addAll(List.of("--shm-size", Long.toString(SHARED_MEMORY)));
    options.addAll(List.of("--ulimit", "core=0", "--oom-score-adj", Integer.toString(OOM_SCORE)));
  }

  /** Builds run programs and load libraries from there, so they may be executed. */
  private static void tmpfs(List<String> options, String path, long bytes, String more) {
    options.add("--tmpfs");
    options.add("%s:rw,exec,nosuid,nodev,size=%d,%s".formatted(path, bytes, more));
  }

  private static void readOnly(List<String> options, Path source, String target) {
    mount(options, source, target, ",readonly");
  }

  private static void mount(List<String> options, Path source, String target, String more) {
    options.add("--mount");
    options.add("type=bind," + field("source=" + source) + "," + field("target=" + target) + more);
  }

  /** The engine reads the option as a line of comma separated values. */
  private static String field(String text) {
    return text.contains(",") || text.contains("\"")
        ? "\"" + text.replace("\"", "\"\"") + "\""
        : text;
  }

  /**
   * What stands after the options. The first process is a shell: it collects what agents leave
   * behind, which a JVM in this place would not, and its end is the end of everything.
   */
  static List<String> program(String image, List<String> command) {
    List<String> all = new ArrayList<>(List.of("--entrypoint", "/bin/sh", image));
    all.addAll(List.of("-c", "\"$@\"; exit $?", "berth"));
    all.addAll(command);
    return all;
  }
}
