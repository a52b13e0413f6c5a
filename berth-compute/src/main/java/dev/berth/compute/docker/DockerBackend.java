package dev.berth.compute.docker;

import dev.berth.compute.host.HolderClient;
import dev.berth.compute.host.HolderProcess;
import dev.berth.compute.host.Holders;
import dev.berth.compute.host.HostProcesses;
import dev.berth.compute.host.RememberedProbe;
import dev.berth.compute.host.SessionFiles;
import dev.berth.compute.host.WorkspaceCustodian;
import dev.berth.core.backend.Backend;
import dev.berth.core.backend.Observation;
import dev.berth.core.backend.SandboxSpec;
import dev.berth.core.backend.StopReason;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.exec.CommandRunner;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.HeldLease;
import dev.berth.core.lease.IntendedLease;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.Place;
import dev.berth.core.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Sessions as containers of an engine on this host. Each has a holder, which outlives the server:
 * it starts the container, is session init's ear, watches the disk and enforces the hard end. The
 * engine is driven by its own command. Thread-safe.
 */
public final class DockerBackend implements Backend {
  private static final Duration LONGEST_LIFE = Duration.ofHours(24);

  private final DockerSettings settings;
  private final Place.Host place;
  private final EngineAtHand engine;
  private final AgentUser user;
  private final SessionFiles files;
  private final ContainerHolders holders;
  private final HolderClient client = HolderClient.patient();
  private final ContainerLaunch launch;
  private final ContainerEnds ends;
  private final RememberedProbe probe;
  private final ContainerCustodian containers;
  private final WorkspaceCustodian workspaces;

  /**
   * Prepares directories and generated files; calls no engine.
   *
   * @throws BerthException {@code DATA_DIR_UNUSABLE} when the data directory cannot be used
   */
  public DockerBackend(DockerSettings settings, Place.Host place, Time time, CommandRunner runner) {
    this.settings = settings;
    this.place = place;
    this.engine = new EngineAtHand(settings, runner);
    try {
      this.user = AgentUser.detect();
      this.files = new SessionFiles(settings.files().sessions());
      HostProcesses host = new HostProcesses();
      this.holders = new ContainerHolders(files, new Holders(files.root(), host), place);
      this.workspaces = new WorkspaceCustodian(place, settings.files().workspaces(), host);
      ContainerLaunch.Made made = made(settings, user);
      this.launch = new ContainerLaunch(settings, files, made, place, time);
      this.ends = new ContainerEnds(files, holders, engine);
      ContainerProbe looking = new ContainerProbe(settings, engine, made, this::isolation);
      this.probe = new RememberedProbe(looking::run, time);
      this.containers =
          new ContainerCustodian(
              engine,
              settings.installation(),
              new ContainerCustodian.Kept(place, files, holders, client),
              time);
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.DATA_DIR_UNUSABLE, "sessions cannot be kept there: " + e.getMessage(), e);
    }
  }

  private static ContainerLaunch.Made made(DockerSettings settings, AgentUser user)
      throws IOException {
    HolderProcess programs =
        new HolderProcess(
            settings.programs().javaHome(),
            settings.programs().initJar(),
            settings.programs().path().stream()
                .map(directory -> directory.resolve("setsid"))
                .filter(Files::isExecutable)
                .findFirst());
    ContainerFiles files = ContainerFiles.write(settings, user);
    return new ContainerLaunch.Made(
        new ContainerLayout(settings, programs, user, files), programs, user);
  }

  /**
   * Asks the engine whether it answers and has the image; a server had better know before it takes
   * work.
   *
   * @throws BerthException {@code ENGINE_UNREACHABLE}, {@code ENGINE_DENIED}, {@code IMAGE_MISSING}
   */
  public void requireEngine() {
    engine.get();
    engine.image();
  }

  @Override
  public String name() {
    return "docker";
  }

  @Override
  public Place place() {
    return place;
  }

  @Override
  public LeaseKind sandboxKind() {
    return LeaseKind.CONTAINER;
  }

  @Override
  public int capacity() {
    return settings.capacity();
  }

  @Override
  public Duration startLimit() {
    return settings.startLimit();
  }

  @Override
  public Duration longestLife() {
    return LONGEST_LIFE;
  }

  @Override
  public List<String> isolation() {
    return List.of(
        "container of image " + engine.image() + ": pid, mount, network, ipc, uts namespaces",
        "read-only file system but for the workspace and bounded memory file systems",
        "no network but the session's doors",
        "no capabilities, no new privileges, system call filter of the engine",
        "the engine sees the agent as uid " + user.uid(),
        "processes, memory and processors limited by the engine",
        "disk limited by a watch every second");
  }

  @Override
  public Probe probe() {
    return probe.get();
  }

  @Override
  public String createWorkspace(IntendedLease lease) {
    try {
      return workspaces.create(lease);
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.UNAVAILABLE, "the workspace cannot be made: " + e.getMessage(), e);
    }
  }

  @Override
  public String start(IntendedLease lease, HeldLease workspace, SandboxSpec spec) {
    String image = engine.image();
    try {
      Path tree = workspaces.tree(workspace);
      return launch.start(engine.get(), image, lease, tree, spec);
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.UNAVAILABLE, "the container cannot be started: " + e.getMessage(), e);
    }
  }

  @Override
  public Observation observe(Lease sandbox) {
    return ends.observe(sandbox);
  }

  @Override
  public void stop(Lease sandbox, Duration grace, StopReason reason) {
    String words =
        switch (reason) {
          case CLOSING -> "closing";
          case DISK_FLOOR -> "disk_low";
        };
    Optional<BerthException> notResumed = resumed(sandbox);
    try {
      client.stop(files.of(sandbox.id()), grace, words);
    } catch (IOException e) {
      stopUnheard(sandbox, e);
    }
    if (notResumed.isPresent()) {
      throw notResumed.get();
    }
  }

  /** The holder is told in any case: it ends what could not be resumed. */
  private Optional<BerthException> resumed(Lease sandbox) {
    try {
      resume(sandbox);
      return Optional.empty();
    } catch (BerthException e) {
      return Optional.of(e);
    }
  }

  /**
   * A holder that does not listen is only just starting, or ending, or was stopped. Its session
   * notices its end, and whoever releases the lease ends the container.
   */
  private void stopUnheard(Lease sandbox, IOException why) {
    try {
      holders.kill(sandbox.id());
    } catch (IOException e) {
      e.addSuppressed(why);
      throw new BerthException(
          ErrorCode.UNAVAILABLE, "the session cannot be stopped yet: " + e.getMessage(), e);
    }
  }

  @Override
  public boolean canSuspend() {
    return true;
  }

  @Override
  public void suspend(Lease sandbox) {
    ours(sandbox).filter(Container::isRunning).ifPresent(c -> engine.get().pause(c.id()));
  }

  @Override
  public void resume(Lease sandbox) {
    ours(sandbox).filter(Container::isPaused).ifPresent(c -> engine.get().unpause(c.id()));
  }

  private Optional<Container> ours(Lease sandbox) {
    return sandbox
        .handle()
        .flatMap(handle -> engine.get().inspect(handle))
        .filter(c -> c.labels().prove(settings.installation(), sandbox.id()));
  }

  @Override
  public Space space() {
    try {
      return new Space(
          Files.getFileStore(settings.files().workspaces()).getUsableSpace(),
          settings.sizes().diskFloor());
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.STORAGE_FAILED, "the free space cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public long diskBytes(Lease sandbox) {
    try {
      return client.diskBytes(files.of(sandbox.id()));
    } catch (IOException e) {
      // Only just starting, or ending: then it has next to nothing, or frees it now.
      return 0;
    }
  }

  @Override
  public List<Custodian> custodians() {
    return List.of(containers, workspaces);
  }
}
