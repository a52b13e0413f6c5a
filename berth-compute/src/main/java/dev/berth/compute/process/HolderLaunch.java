package dev.berth.compute.process;

import dev.berth.compute.host.HolderProcess;
import dev.berth.compute.host.SessionFiles;
import dev.berth.core.backend.SandboxSpec;
import dev.berth.core.id.LeaseId;
import dev.berth.core.lease.IntendedLease;
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
  private final ProcessSettings settings;
  private final Enforcement enforcement;
  private final SessionFiles files;
  private final SandboxLayout layout;
  private final HolderProcess programs;
  private final byte[] seccomp;

  HolderLaunch(
      ProcessSettings settings, Enforcement enforcement, SessionFiles files, SandboxLayout layout) {
    this.settings = settings;
    this.enforcement = enforcement;
    this.files = files;
    this.layout = layout;
    this.programs =
        new HolderProcess(
            settings.javaHome(), settings.initJar(), Enforcement.find(settings.path(), "setsid"));
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
    // Its sandbox dies with it, if there is one.
    return programs.start(lease.name(), directory, enforcement.isolated());
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
    Optional<String> cache = programs.cache("init").map(file -> SandboxLayout.INIT_CACHE);
    command.addAll(programs.init(lease, SandboxLayout.INIT_JAR, cache));
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
    Optional<String> cache = programs.cache("init").map(Path::toString);
    return programs.init(lease, settings.initJar().toString(), cache);
  }
}
