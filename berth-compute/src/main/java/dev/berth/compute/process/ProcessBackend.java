package dev.berth.compute.process;

import dev.berth.compute.host.Handle;
import dev.berth.compute.host.HolderClient;
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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * Sessions as processes of this host: each has a holder that outlives the server, and below it a
 * sandbox of bubblewrap.
 */
public final class ProcessBackend implements Backend {
  private static final Duration LONGEST_LIFE = Duration.ofHours(24);

  private final ProcessSettings settings;
  private final Place.Host place;
  private final Enforcement enforcement;
  private final SessionFiles files;
  private final Holders holders;
  private final HolderClient client = HolderClient.patient();
  private final HolderLaunch launch;
  private final RememberedProbe probe;
  private final ProcessCustodian processes;
  private final WorkspaceCustodian workspaces;

  /**
   * Prepares directories and generated files; starts nothing.
   *
   * @throws BerthException {@code DATA_DIR_UNUSABLE} when the data directory cannot be used
   */
  public ProcessBackend(
      ProcessSettings settings, Place.Host place, Time time, CommandRunner runner) {
    this.settings = settings;
    this.place = place;
    try {
      this.enforcement = Enforcement.detect(settings);
      this.files = new SessionFiles(settings.sessions());
      HostProcesses host = new HostProcesses();
      this.holders = new Holders(files.root(), host);
      SandboxLayout layout = new SandboxLayout(settings, GeneratedEtc.write(settings));
      this.launch = new HolderLaunch(settings, enforcement, files, layout);
      SandboxProbe looking =
          new SandboxProbe(settings, enforcement, layout, launch.seccomp(), runner);
      this.probe = new RememberedProbe(looking::run, time);
      this.processes =
          new ProcessCustodian(place, files, holders, client, enforcement.cgroups(), time);
      this.workspaces = new WorkspaceCustodian(place, settings.workspaces(), host);
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.DATA_DIR_UNUSABLE, "sessions cannot be kept there: " + e.getMessage(), e);
    }
  }

  @Override
  public String name() {
    return "process";
  }

  @Override
  public Place place() {
    return place;
  }

  @Override
  public LeaseKind sandboxKind() {
    return LeaseKind.PROCESS;
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
    return enforcement.inForce();
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
    // Throws where sessions would not be bounded as the operator was promised.
    List<String> inForce = enforcement.inForce();
    assert !inForce.isEmpty();
    try {
      Process holder = launch.start(lease, workspaces.tree(workspace), spec);
      // Gone already only if it could not even read its settings; its handle then says so.
      long startTicks = holders.processes().startTicks(holder.pid()).orElse(0L);
      return new Handle(holder.pid(), startTicks, place.bootId()).text();
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.UNAVAILABLE, "the sandbox cannot be started: " + e.getMessage(), e);
    }
  }

  @Override
  public Observation observe(Lease process) {
    if (process.handle().isEmpty()) {
      return new Observation.Unknown("it has no handle yet");
    }
    Handle handle = Handle.parse(process.handle().get());
    if (!handle.bootId().equals(place.bootId())) {
      return new Observation.Gone("the host was booted since");
    }
    try {
      if (holders.alive(handle)) {
        return new Observation.Running();
      }
    } catch (IOException e) {
      return new Observation.Unknown("the host's processes cannot be read: " + e.getMessage());
    }
    try {
      return files
          .read(process.id(), "exit.properties")
          .map(ProcessBackend::ended)
          .orElse(new Observation.Gone("holder pid " + handle.pid() + " left no word"));
    } catch (IOException e) {
      return new Observation.Gone("the holder's word cannot be read: " + e.getMessage());
    }
  }

  private static Observation ended(Properties exit) {
    return new Observation.Ended(
        Optional.ofNullable(exit.getProperty("exit_code")).map(Integer::parseInt),
        Optional.ofNullable(exit.getProperty("signal")).map(Integer::parseInt),
        limit(exit),
        exit.getProperty("reason", "ended"));
  }

  /** The holder's words for what it stopped its session for, and ours. */
  private static Optional<Observation.Limit> limit(Properties exit) {
    if (Boolean.parseBoolean(exit.getProperty("oom"))) {
      return Optional.of(Observation.Limit.MEMORY);
    }
    return switch (exit.getProperty("reason", "")) {
      case "disk_limit", "disk_unmeasurable" -> Optional.of(Observation.Limit.DISK);
      case "disk_low" -> Optional.of(Observation.Limit.DISK_FLOOR);
      default -> Optional.empty();
    };
  }

  @Override
  public void stop(Lease process, Duration grace, StopReason reason) {
    String words =
        switch (reason) {
          case CLOSING -> "closing";
          case DISK_FLOOR -> "disk_low";
        };
    try {
      client.stop(files.of(process.id()), grace, words);
    } catch (IOException e) {
      stopUnheard(process, e);
    }
  }

  /**
   * A holder that does not listen is only just starting, or ending, or was stopped. Its sandbox
   * dies with it, and nothing worth saving has happened in it.
   */
  private void stopUnheard(Lease process, IOException why) {
    Optional<Handle> handle =
        process.handle().map(Handle::parse).filter(h -> h.bootId().equals(place.bootId()));
    if (handle.isEmpty()) {
      return;
    }
    try {
      holders.kill(handle.get().pid(), handle.get().startTicks());
    } catch (IOException e) {
      e.addSuppressed(why);
      throw new BerthException(
          ErrorCode.UNAVAILABLE, "the session cannot be stopped yet: " + e.getMessage(), e);
    }
  }

  @Override
  public boolean canSuspend() {
    return false;
  }

  @Override
  public void suspend(Lease sandbox) {
    throw new BerthException(
        ErrorCode.SUSPEND_UNSUPPORTED, "processes of the host are not suspended");
  }

  @Override
  public void resume(Lease sandbox) {
    throw new BerthException(
        ErrorCode.SUSPEND_UNSUPPORTED, "processes of the host are not suspended");
  }

  @Override
  public Space space() {
    try {
      return new Space(
          Files.getFileStore(settings.workspaces()).getUsableSpace(), settings.sizes().diskFloor());
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.STORAGE_FAILED, "the free space cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public long diskBytes(Lease process) {
    try {
      return client.diskBytes(files.of(process.id()));
    } catch (IOException e) {
      // Only just starting, or ending: then it has next to nothing, or frees it now.
      return 0;
    }
  }

  @Override
  public List<Custodian> custodians() {
    return List.of(processes, workspaces);
  }
}
