package dev.berth.compute.process;

import dev.berth.core.backend.SandboxSpec;
import dev.berth.core.id.LeaseId;
import dev.berth.core.lease.IntendedLease;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** Prepares a session's directory and starts its holder, detached. Thread-safe. */
final class HolderLaunch {
  /**
   * Small and quick; the holder and session init are a few classes each. Native access is asked for
   * where nobody uses it, too: a start-up cache fits only JVMs that agree about it.
   */
  private static final List<String> JVM =
      List.of(
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-XX:-UsePerfData",
          "-Xms8m",
          "-Xmx48m",
          "-Xss512k",
          "--enable-native-access=ALL-UNNAMED");

  private final ProcessSettings settings;
  private final Enforcement enforcement;
  private final SessionFiles files;
  private final SandboxLayout layout;
  private final byte[] seccomp;

  HolderLaunch(
      ProcessSettings settings, Enforcement enforcement, SessionFiles files, SandboxLayout layout) {
    this.settings = settings;
    this.enforcement = enforcement;
    this.files = files;
    this.layout = layout;
    this.seccomp = SeccompFilter.forArchitecture(System.getProperty("os.arch"));
  }

  byte[] seccomp() {
    return seccomp;
  }

  /** Answers the holder's process, which is alive and will have the sandbox as its child. */
  Process start(IntendedLease lease, Path workspace, SandboxSpec spec) throws IOException {
    Path directory = files.create(lease.name());
    Properties all = files.common(lease, directory, spec);
    all.setProperty("orphan_after_ms", Long.toString(settings.orphanAfter().toMillis()));
    all.setProperty("disk.directory", workspace.toString());
    // The server stops the largest session at the floor; without it, each stops itself below that.
    all.setProperty("disk.free_bytes", Long.toString(settings.sizes().diskFloor() / 2));
    Optional<Cgroups.Group> group = group(lease.name(), spec, all);
    List<String> command =
        enforcement.isolated()
            ? isolated(lease.name(), directory, workspace, spec, group, all)
            : bare(lease.name(), directory, workspace, spec, all);
    for (int i = 0; i < command.size(); i++) {
      all.setProperty("command." + i, command.get(i));
    }
    files.write(directory, all);
    return launch(lease.name(), directory);
  }

  private Optional<Cgroups.Group> group(LeaseId lease, SandboxSpec spec, Properties all)
      throws IOException {
    if (enforcement.cgroups().isEmpty()) {
      all.setProperty("memory.bytes", Long.toString(spec.limits().memoryBytes()));
      return Optional.empty();
    }
    Cgroups.Group group = enforcement.cgroups().get().create(lease, spec.limits());
    for (int i = 0; i < group.directories().size(); i++) {
      all.setProperty("cgroup." + i, group.directories().get(i).toString());
    }
    all.setProperty("memory.usage", group.memoryUsage().toString());
    all.setProperty("memory.events", group.memoryEvents().toString());
    return Optional.of(group);
  }

  private List<String> isolated(
      LeaseId lease,
      Path directory,
      Path workspace,
      SandboxSpec spec,
      Optional<Cgroups.Group> group,
      Properties all)
      throws IOException {
    SandboxLayout.Mounts mounts =
        new SandboxLayout.Mounts(
            workspace,
            Optional.of(spec.doors()),
            spec.agentDirectory(),
            group.map(Cgroups.Group::memoryUsage));
    String arguments = String.join("\0", layout.arguments(mounts)) + "\0";
    files.write(directory, "sandbox.args", arguments.getBytes(StandardCharsets.UTF_8));
    files.write(directory, "sandbox.seccomp", seccomp);
    if (group.isPresent()) {
      all.setProperty("boot.memory.usage", SandboxLayout.MEMORY_USAGE);
    }
    List<String> command = new ArrayList<>();
    command.add(enforcement.bubblewrap().orElseThrow().toString());
    command.addAll(List.of("--args", "3", "--"));
    if (group.isEmpty() && enforcement.prlimit().isPresent()) {
      int processes = spec.limits().processes();
      command.addAll(List.of("/usr/bin/prlimit", "--nproc=" + processes + ":" + processes, "--"));
    }
    Optional<String> cache = settings.cache("init").map(file -> SandboxLayout.INIT_CACHE);
    command.addAll(init(lease, SandboxLayout.INIT_JAR, cache));
    return command;
  }

  /** Without a sandbox: the places that the plan names are elsewhere, and init translates them. */
  private List<String> bare(
      LeaseId lease, Path directory, Path workspace, SandboxSpec spec, Properties all)
      throws IOException {
    Path home = Files.createDirectory(directory.resolve("home"));
    all.setProperty("isolated", "false");
    all.setProperty("boot.home", home.toString());
    all.setProperty("boot.workspace", workspace.toString());
    all.setProperty("boot.gateway.socket", spec.doors().resolve("gateway.sock").toString());
    all.setProperty("boot.egress.socket", spec.doors().resolve("egress.sock").toString());
    all.setProperty("boot.path./workspace", workspace.toString());
    all.setProperty("boot.path./home/agent", home.toString());
    spec.agentDirectory()
        .ifPresent(agent -> all.setProperty("boot.path." + SandboxLayout.AGENT, agent.toString()));
    Optional<String> cache = settings.cache("init").map(Path::toString);
    return init(lease, settings.initJar().toString(), cache);
  }

  /** The lease's id stands in the arguments, so that whoever looks can tell whose process it is. */
  private List<String> init(LeaseId lease, String jar, Optional<String> cache) {
    List<String> command = new ArrayList<>();
    command.add(settings.javaHome().resolve("bin/java").toString());
    command.addAll(JVM);
    cache.ifPresent(file -> command.addAll(startUpCache(file)));
    // Else everybody in the sandbox could have a dump of its heap, in which the token is.
    command.add("-XX:+DisableAttachMechanism");
    command.add("-Dberth.lease=" + lease.value());
    command.addAll(List.of("-cp", jar, "dev.berth.init.SessionInit"));
    return command;
  }

  /** One that does not fit this JDK any more is ignored, and in silence. */
  private static List<String> startUpCache(String file) {
    return List.of("-XX:AOTCache=" + file, "-Xlog:aot=off", "-Xlog:cds=off");
  }

  private Process launch(LeaseId lease, Path directory) throws IOException {
    List<String> command = new ArrayList<>();
    Enforcement.find(settings.path(), "setsid").ifPresent(setsid -> command.add(setsid.toString()));
    command.add(settings.javaHome().resolve("bin/java").toString());
    command.addAll(JVM);
    settings.cache("holder").ifPresent(file -> command.addAll(startUpCache(file.toString())));
    if (enforcement.isolated()) {
      // A holder that lost a thread bounds nothing any more; its sandbox dies with it.
      command.add("-XX:+ExitOnOutOfMemoryError");
    }
    command.addAll(List.of("-cp", settings.initJar().toString(), "dev.berth.init.Holder"));
    command.addAll(List.of(lease.value(), directory.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().clear();
    builder.redirectInput(new File("/dev/null"));
    builder.redirectErrorStream(true);
    builder.redirectOutput(directory.resolve("holder.log").toFile());
    return builder.start();
  }
}
