package dev.berth.bench.lifecycle;

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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A backend that costs nothing: a sandbox is a virtual thread, a workspace an entry of a set. Each
 * agent ends by itself. Thread-safe.
 */
public final class InProcessBackend implements Backend {
  private static final String HANDLE = "in-process-";

  private final Place place;
  private final int capacity;
  private final Map<LeaseId, Thread> agents = new ConcurrentHashMap<>();
  private final Set<LeaseId> workspaces = ConcurrentHashMap.newKeySet();
  private volatile Consumer<SandboxSpec> agent = spec -> {};

  public InProcessBackend(Place place, int capacity) {
    this.place = place;
    this.capacity = capacity;
  }

  /** What runs in each sandbox. */
  public void setAgent(Consumer<SandboxSpec> what) {
    agent = what;
  }

  @Override
  public String name() {
    return "in-process";
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
    return capacity;
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
    return List.of("none: a load run");
  }

  @Override
  public Probe probe() {
    return new Probe(true, isolation(), List.of());
  }

  @Override
  public String createWorkspace(IntendedLease lease) {
    workspaces.add(lease.name());
    return HANDLE + lease.name();
  }

  @Override
  public String start(IntendedLease lease, HeldLease workspace, SandboxSpec spec) {
    Thread thread = Thread.ofVirtual().unstarted(() -> agent.accept(spec));
    agents.put(lease.name(), thread);
    thread.start();
    return HANDLE + lease.name();
  }

  @Override
  public Observation observe(Lease process) {
    return isRunning(process)
        ? new Observation.Running()
        : new Observation.Ended(Optional.of(0), Optional.empty(), Optional.empty(), "ended");
  }

  private boolean isRunning(Lease process) {
    Thread thread = agents.get(process.id());
    return thread != null && thread.isAlive();
  }

  @Override
  public void stop(Lease process, Duration grace, StopReason reason) {
    // It is ending.
  }

  @Override
  public boolean canSuspend() {
    return false;
  }

  @Override
  public void suspend(Lease sandbox) {
    throw new BerthException(ErrorCode.SUSPEND_UNSUPPORTED, "a map cannot be suspended");
  }

  @Override
  public void resume(Lease sandbox) {
    throw new BerthException(ErrorCode.SUSPEND_UNSUPPORTED, "a map cannot be suspended");
  }

  @Override
  public Space space() {
    return new Space(Long.MAX_VALUE, 0);
  }

  @Override
  public long diskBytes(Lease process) {
    return 0;
  }

  @Override
  public List<Custodian> custodians() {
    return List.of(new OfSandboxes(), new OfWorkspaces());
  }

  private static Presence presence(Lease lease, boolean there) {
    return there ? new Presence.Present(HANDLE + lease.id()) : new Presence.Absent("no such entry");
  }

  private static Custodian.Listing listing(Set<LeaseId> names) {
    return new Custodian.Listing(
        true,
        names.stream()
            .map(name -> new Custodian.Thing(name, HANDLE + name, Optional.empty()))
            .toList());
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
      return presence(lease, isRunning(lease));
    }

    @Override
    public void release(Lease lease) {
      if (!isRunning(lease)) {
        agents.remove(lease.id());
      }
    }

    @Override
    public Listing list() {
      return listing(agents.keySet());
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
      return presence(lease, workspaces.contains(lease.id()));
    }

    @Override
    public void release(Lease lease) {
      workspaces.remove(lease.id());
    }

    @Override
    public Listing list() {
      return listing(workspaces);
    }
  }
}
