package dev.berth.testkit.backend;

import dev.berth.core.backend.Backend;
import dev.berth.core.backend.Observation;
import dev.berth.core.backend.SandboxSpec;
import dev.berth.core.backend.StopReason;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.LeaseId;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.HeldLease;
import dev.berth.core.lease.IntendedLease;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.Place;
import dev.berth.core.lease.Presence;
import dev.berth.core.time.Time;
import dev.berth.testkit.fault.Faults;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A backend whose sandboxes are entries of a map: they outlive the server, end when told to, and
 * can be made to die, to be unobservable or to resist. Thread-safe.
 */
public final class FakeBackend implements Backend {
  private final Time time;
  private volatile Place place;
  private final Faults faults;
  private final Map<LeaseId, FakeSandbox> sandboxes = new LinkedHashMap<>();
  private final Map<LeaseId, Long> workspaces = new LinkedHashMap<>();
  private final List<FakeSandbox> started = new ArrayList<>();
  private final Set<LeaseId> broken = new HashSet<>();
  private boolean works = true;
  private boolean observable = true;
  private boolean listable = true;
  private boolean resisting;
  private boolean suspendable = true;
  private Space space = new Space(Long.MAX_VALUE, 0);

  public FakeBackend(Time time, Place place, Faults faults) {
    this.time = time;
    this.place = place;
    this.faults = faults;
  }

  @Override
  public String name() {
    return "fake";
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
    return 4;
  }

  @Override
  public Duration startLimit() {
    return Duration.ofSeconds(60);
  }

  @Override
  public Duration longestLife() {
    return Duration.ofHours(24);
  }

  @Override
  public List<String> isolation() {
    return List.of("a map");
  }

  @Override
  public synchronized Probe probe() {
    return works
        ? new Probe(true, isolation(), List.of())
        : new Probe(false, List.of(), List.of("bubblewrap is not installed"));
  }

  @Override
  public String createWorkspace(IntendedLease lease) {
    return faults.call("backend.createWorkspace", () -> addWorkspace(lease));
  }

  @Override
  public String start(IntendedLease lease, HeldLease workspace, SandboxSpec spec) {
    return faults.call("backend.start", () -> addSandbox(lease, workspace, spec));
  }

  @Override
  public synchronized Observation observe(Lease process) {
    if (!observable) {
      return new Observation.Unknown("not observable");
    }
    if (broken.contains(process.id())) {
      throw new IllegalStateException("a defect in looking at " + process.id());
    }
    FakeSandbox sandbox = sandboxes.get(process.id());
    return sandbox == null ? new Observation.Gone("no such entry") : sandbox.observed(time.now());
  }

  @Override
  public void stop(Lease process, Duration grace, StopReason reason) {
    faults.run("backend.stop", () -> stop(process.id(), grace, reason));
  }

  private synchronized void stop(LeaseId name, Duration grace, StopReason reason) {
    FakeSandbox sandbox = sandboxes.get(name);
    if (sandbox != null && reason == StopReason.DISK_FLOOR && !resisting) {
      sandbox.stopFor(Observation.Limit.DISK_FLOOR);
    }
    end(name, grace);
  }

  @Override
  public synchronized boolean canSuspend() {
    return suspendable;
  }

  @Override
  public void suspend(Lease sandbox) {
    if (!canSuspend()) {
      throw new BerthException(ErrorCode.SUSPEND_UNSUPPORTED, "this fake was told not to");
    }
    faults.run("backend.suspend", () -> suspended(sandbox.id(), true));
  }

  @Override
  public void resume(Lease sandbox) {
    faults.run("backend.resume", () -> suspended(sandbox.id(), false));
  }

  private synchronized void suspended(LeaseId name, boolean yes) {
    FakeSandbox sandbox = sandboxes.get(name);
    if (sandbox != null) {
      sandbox.suspend(yes && !sandbox.isOver(time.now()));
    }
  }

  @Override
  public synchronized Space space() {
    return space;
  }

  @Override
  public synchronized long diskBytes(Lease process) {
    FakeSandbox sandbox = sandboxes.get(process.id());
    return sandbox == null ? 0 : sandbox.diskBytes();
  }

  @Override
  public List<Custodian> custodians() {
    return List.of(new OfSandboxes(), new OfWorkspaces());
  }

  /** Sandboxes that were ever started, in order. */
  public synchronized List<FakeSandbox> started() {
    return List.copyOf(started);
  }

  /** Sandboxes that exist now. */
  public synchronized List<FakeSandbox> running() {
    return sandboxes.values().stream().filter(s -> !s.isOver(time.now())).toList();
  }

  /** Names of the workspaces that exist. */
  public synchronized List<LeaseId> workspaces() {
    return List.copyOf(workspaces.keySet());
  }

  /** The host booted: sandboxes are gone, workspaces are still there. */
  public synchronized void reboot(Place now) {
    place = now;
    sandboxes.clear();
  }

  /** Puts a workspace there that no lease knows. */
  public synchronized void plantWorkspace(LeaseId name) {
    workspaces.put(name, 0L);
  }

  /** The workspace vanishes. */
  public synchronized void loseWorkspace(LeaseId name) {
    workspaces.remove(name);
  }

  /**
   * Puts a sandbox there that no server made.
   *
   * @param sequence the ledger's sequence that it carries
   */
  public synchronized void plantSandbox(LeaseId name, long sequence) {
    sandboxes.put(name, FakeSandbox.planted(name, sequence));
  }

  /** Whether a probe works. */
  public synchronized void setWorks(boolean yes) {
    works = yes;
  }

  /** Whether it can say how a sandbox is. */
  public synchronized void setObservable(boolean yes) {
    observable = yes;
  }

  /** Whether its listings are complete. */
  public synchronized void setListable(boolean yes) {
    listable = yes;
  }

  /** Whether sandboxes ignore being told to end. */
  public synchronized void setResisting(boolean yes) {
    resisting = yes;
  }

  /** Whether sandboxes can be suspended. */
  public synchronized void setSuspendable(boolean yes) {
    suspendable = yes;
  }

  /** What is free, and what has to be. */
  public synchronized void setSpace(long freeBytes, long floorBytes) {
    space = new Space(freeBytes, floorBytes);
  }

  /** The sandbox uses so much disk. */
  public synchronized void use(FakeSandbox sandbox, long bytes) {
    sandbox.use(bytes);
  }

  /** The sandbox passes a limit, and whoever holds it stops it. */
  public synchronized void pass(FakeSandbox sandbox, Observation.Limit limit) {
    sandbox.stopFor(limit);
    sandbox.end(time.now(), Optional.of(143), "limit");
  }

  /** Looking at the sandbox fails in a way that no backend should. */
  public synchronized void breakLooking(FakeSandbox sandbox) {
    broken.add(sandbox.lease());
  }

  /** The sandbox ends with this exit code and leaves word of it. */
  public synchronized void exit(FakeSandbox sandbox, int code) {
    sandbox.end(time.now(), Optional.of(code), "exited");
  }

  /** The sandbox vanishes without a word. */
  public synchronized void kill(FakeSandbox sandbox) {
    sandboxes.remove(sandbox.lease());
  }

  private synchronized String addWorkspace(IntendedLease lease) {
    workspaces.putIfAbsent(lease.name(), lease.sequence());
    return workspace(lease.name());
  }

  private static String workspace(LeaseId name) {
    return "workspace-" + name;
  }

  private synchronized String addSandbox(
      IntendedLease lease, HeldLease workspace, SandboxSpec spec) {
    if (!workspaces.containsKey(workspace.id())) {
      throw new BerthException(ErrorCode.BACKEND_FAILED, "there is no such workspace");
    }
    FakeSandbox sandbox = FakeSandbox.started(lease, spec);
    if (sandboxes.putIfAbsent(lease.name(), sandbox) != null) {
      throw new BerthException(ErrorCode.BACKEND_FAILED, "the name is taken");
    }
    started.add(sandbox);
    return sandbox.handle();
  }

  private synchronized void end(LeaseId name, Duration grace) {
    FakeSandbox sandbox = sandboxes.get(name);
    if (sandbox != null && !resisting) {
      sandbox.suspend(false);
      Instant at = time.now().plus(grace.dividedBy(10));
      sandbox.end(at, Optional.of(143), "stopped");
    }
  }

  private final class OfSandboxes implements Custodian {
    @Override
    public LeaseKind kind() {
      return LeaseKind.PROCESS;
    }

    @Override
    public Place place() {
      return place;
    }

    @Override
    public Presence look(Lease lease) {
      synchronized (FakeBackend.this) {
        FakeSandbox sandbox = sandboxes.get(lease.id());
        return sandbox == null || sandbox.isOver(time.now())
            ? new Presence.Absent("no such entry")
            : new Presence.Present(sandbox.handle());
      }
    }

    @Override
    public void release(Lease lease) {
      faults.run("processes.release", () -> end(lease.id(), Duration.ZERO));
    }

    @Override
    public Listing list() {
      synchronized (FakeBackend.this) {
        return new Listing(
            listable,
            sandboxes.values().stream()
                .filter(s -> !s.isOver(time.now()))
                .map(s -> new Thing(s.lease(), s.handle(), Optional.of(s.sequence())))
                .toList());
      }
    }
  }

  private final class OfWorkspaces implements Custodian {
    @Override
    public LeaseKind kind() {
      return LeaseKind.WORKSPACE;
    }

    @Override
    public Place place() {
      return place;
    }

    @Override
    public Presence look(Lease lease) {
      synchronized (FakeBackend.this) {
        return workspaces.containsKey(lease.id())
            ? new Presence.Present(workspace(lease.id()))
            : new Presence.Absent("no such directory");
      }
    }

    @Override
    public void release(Lease lease) {
      faults.run(
          "workspaces.release",
          () -> {
            synchronized (FakeBackend.this) {
              workspaces.remove(lease.id());
            }
          });
    }

    @Override
    public Listing list() {
      synchronized (FakeBackend.this) {
        return new Listing(
            listable,
            workspaces.entrySet().stream()
                .map(e -> new Thing(e.getKey(), workspace(e.getKey()), Optional.of(e.getValue())))
                .toList());
      }
    }
  }
}
