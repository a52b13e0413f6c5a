package dev.berth.compute.docker;

import dev.berth.compute.host.HolderProcess;
import dev.berth.compute.host.SessionFiles;
import dev.berth.core.backend.SandboxSpec;
import dev.berth.core.lease.IntendedLease;
import dev.berth.core.lease.Place;
import dev.berth.core.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * Makes a session's container and starts its holder, which starts the container and stays. Thread-
 * safe.
 */
final class ContainerLaunch {
  /** How long making a container may take where nobody says otherwise. */
  private static final Duration LONGEST = Duration.ofSeconds(15);

  private static final Duration SHORTEST = Duration.ofSeconds(1);

  /** Where containers see their memory use, by the version of the host's cgroups. */
  private static final String MEMORY_V1 = "/sys/fs/cgroup/memory/memory.usage_in_bytes";

  private static final String MEMORY_V2 = "/sys/fs/cgroup/memory.current";

  private final DockerSettings settings;
  private final SessionFiles files;
  private final ContainerLayout layout;
  private final HolderProcess programs;
  private final AgentUser user;
  private final Place.Host place;
  private final Time time;

  ContainerLaunch(
      DockerSettings settings, SessionFiles files, Made made, Place.Host place, Time time) {
    this.settings = settings;
    this.files = files;
    this.layout = made.layout();
    this.programs = made.programs();
    this.user = made.user();
    this.place = place;
    this.time = time;
  }

  /** What containers are made with. */
  record Made(ContainerLayout layout, HolderProcess programs, AgentUser user) {}

  /** Answers the container's id. */
  String start(Engine engine, String image, IntendedLease lease, Path workspace, SandboxSpec spec)
      throws IOException {
    user.give(workspace);
    Path directory = files.create(lease.name());
    String id = engine.create(arguments(image, lease, workspace, spec), limit(lease));
    Properties all = files.common(lease, directory, spec);
    all.setProperty("boot_id", place.bootId());
    all.setProperty("container", id);
    all.setProperty("orphan_after_ms", Long.toString(settings.orphanAfter().toMillis()));
    all.setProperty("disk.directory", workspace.toString());
    // The server stops the largest session at the floor; without it, each stops itself below that.
    all.setProperty("disk.free_bytes", Long.toString(settings.sizes().diskFloor() / 2));
    all.setProperty(
        "boot.memory.usage",
        Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers")) ? MEMORY_V2 : MEMORY_V1);
    number(all, "command.", engine.command("start", "--attach", "--interactive", id));
    // Ends one that is suspended, too, and succeeds for one that has ended.
    number(all, "end.", engine.command("stop", "-t", "0", id));
    files.write(directory, all);
    programs.start(lease.name(), directory, true);
    return id;
  }

  private List<String> arguments(
      String image, IntendedLease lease, Path workspace, SandboxSpec spec) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("--interactive", "--name", lease.name().value()));
    all.addAll(Labels.arguments(settings.installation(), lease, spec.session().value()));
    all.addAll(
        layout.options(
            new ContainerLayout.Mounts(workspace, Optional.of(spec.doors()), spec.agentDirectory()),
            spec.limits()));
    Optional<String> cache = programs.cache("init").map(file -> ContainerLayout.INIT_CACHE);
    all.addAll(
        ContainerLayout.program(
            image, programs.init(lease.name(), ContainerLayout.INIT_JAR, cache)));
    return all;
  }

  /** The call has to be over when others may judge that it never made anything. */
  private Duration limit(IntendedLease lease) {
    Duration left = Duration.between(time.now(), lease.createBy());
    Duration most = left.compareTo(LONGEST) < 0 ? left : LONGEST;
    return most.compareTo(SHORTEST) < 0 ? SHORTEST : most;
  }

  private static void number(Properties all, String prefix, List<String> values) {
    for (int i = 0; i < values.size(); i++) {
      all.setProperty(prefix + i, values.get(i));
    }
  }
}
